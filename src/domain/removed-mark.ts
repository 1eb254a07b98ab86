/** What stands in a text where a secret was. */
export const removedMark = '[removed]';
