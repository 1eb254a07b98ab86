import type { Favourites } from '../domain/favourites.ts';
import type { AppView } from './api-types.ts';
import { type AppGroup, groupApps, searchApps } from './app-search.ts';
import { favouriteTexts as words } from './texts/favourites.ts';

/** How many of the apps launched last are shown. */
const shownRecent = 5;
/** With so few apps all are seen at a glance: what was launched last needs no place of its own. */
const fewApps = 8;

/**
 * The groups of the page: favourites, what was launched last, then the categories. A category is always whole, so that an app
 * keeps its place when it becomes a favourite; only in a search, where each match counts once, it stands in the first alone.
 */
export function shelveApps(apps: readonly AppView[], query: string, favourites: Favourites): AppGroup[] {
  const found = searchApps(apps, query);
  const byId = new Map(found.map((app) => [app.id, app]));
  const pick = (ids: readonly string[]) => ids.map((id) => byId.get(id)).filter((app) => app !== undefined);
  const chosen = pick(favourites.apps);
  const ids = new Set(apps.map(({ id }) => id));
  const others = favourites.recent_apps.filter((id) => ids.has(id) && !favourites.apps.includes(id));
  const recent = apps.length > fewApps ? pick(others.slice(0, shownRecent)) : [];
  const shelves = [
    { category: words.favourites, apps: chosen },
    { category: words.recent, apps: recent },
  ].filter((group) => group.apps.length > 0);
  if (query.trim() === '') return [...shelves, ...groupApps(found)];
  const shelved = new Set([...chosen, ...recent]);
  return [...shelves, ...groupApps(found.filter((app) => !shelved.has(app)))];
}
