import type { AppView } from './api-types.ts';
import { appTexts } from './launch/texts.ts';

export interface AppGroup {
  category: string;
  apps: AppView[];
}

/** The apps that have every word of `query` in name, description, category, tags or id; upper case and accents do not count. */
export function searchApps(apps: readonly AppView[], query: string): AppView[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...apps];
  return apps.filter((app) => {
    const text = fold([app.name, app.description, app.category, app.id, ...app.tags].join(' '));
    return words.every((word) => text.includes(word));
  });
}

/** Groups by category in alphabetical order, those without one last; the order within a group is kept. */
export function groupApps(apps: readonly AppView[]): AppGroup[] {
  const groups = new Map<string, AppView[]>();
  for (const app of apps) {
    const category = app.category.trim() || appTexts.uncategorized;
    groups.set(category, [...(groups.get(category) ?? []), app]);
  }
  return [...groups]
    .map(([category, members]) => ({ category, apps: members }))
    .sort((a, b) => rank(a) - rank(b) || a.category.localeCompare(b.category));
}

function rank(group: AppGroup): number {
  return group.category === appTexts.uncategorized ? 1 : 0;
}

// "Écoulement" -> "ecoulement"
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
}
