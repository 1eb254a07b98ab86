/** The language of these texts, as BCP 47 names it: plurals, numbers and lists follow it, and so does the page's `lang`. */
export const language: string = 'en';
