import { said } from './said.ts';

/** What the page says of recipes and of apps of others, beside their dialogs. */
export const recipeTexts = {
  open: 'Open recipe …',
  copyApp: 'Copy an app …',
  more: 'Recipes and apps of others',
  /** What a file is chosen for. */
  recipeFile: 'Recipe',
  appFile: 'App file of another user',
  label: 'Recipe',
  save: 'Save as recipe …',
  saved: (path: string) => said`The recipe is in ${path}.`,
  copyLink: 'Copy link',
  linkCopied: 'The link is copied. It shows the recipe to whoever may read the file.',
  copyByHand: 'Link to the recipe',
  copyByHandText: 'It shows the recipe to whoever may read the file.',
  appGone: (app: string) => said`The app "${app}" is not here any more.`,
  appCopied: (name: string) => said`${name} is one of your apps now.`,
};
