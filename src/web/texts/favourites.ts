import { said } from './said.ts';

/** What is said of favourites and of what was used lately. */
export const favouriteTexts = {
  favourites: 'Favourites',
  recent: 'Recent',
  app: (name: string) => said`Add ${name} to favourites`,
  directory: 'Keep this directory as favourite',
  appTip: (isFavourite: boolean) => (isFavourite ? 'Remove from favourites' : 'Add to favourites'),
  failed: (name: string) => said`The favourite ${name} could not be changed`,
};
