import type { AppView } from './api-types.ts';
import { fold, matcher } from './text-folding.ts';
import { appTexts } from './texts/apps.ts';

export interface AppGroup {
  category: string;
  apps: AppView[];
}

/** The apps that have every word of `query` in name, description, category, tags or id; upper case and accents do not count. */
export function searchApps(apps: readonly AppView[], query: string): AppView[] {
  const matches = matcher(query);
  return apps.filter((app) => matches([app.name, app.description, app.category, app.id, ...app.tags].join(' ')));
}

/** Groups by category in alphabetical order, those without one last; the order within a group is kept. */
export function groupApps(apps: readonly AppView[]): AppGroup[] {
  const groups = new Map<string, AppView[]>();
  for (const app of apps) {
    const category = app.category.trim() || appTexts.uncategorized;
    const members = groups.get(category);
    if (members === undefined) groups.set(category, [app]);
    else members.push(app);
  }
  // By folded text: to load the language's rules of order takes longer than all else of a first visit's sorting.
  return [...groups]
    .map(([category, members]) => ({ group: { category, apps: members }, key: fold(category) }))
    .sort((a, b) => rank(a.group) - rank(b.group) || compare(a.key, b.key))
    .map(({ group }) => group);
}

function rank(group: AppGroup): number {
  return group.category === appTexts.uncategorized ? 1 : 0;
}

function compare(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}
