import { errorCatalogue, type ManagerError } from '../domain/errors.ts';
import { type Page, pageHeaders, renderPage } from './page-layout.ts';

/** An answer to who pressed a button on one of the pages. */
export interface PageAnswer {
  headers: Record<string, string>;
  body: string;
}

/**
 * The page that says why an instance could not be restarted or opened. Its addresses are relative to `<base>open/<id>`,
 * where the button led.
 */
export function openingFailed(error: ManagerError, id: string): PageAnswer {
  const { title, hint } = errorCatalogue[error.code];
  const page: Page = {
    title: error.code === 'instance_not_found' ? title : 'It could not be opened',
    tone: error.code === 'instance_not_found' ? 'missing' : 'failed',
    paragraphs: [error.message, ...error.errors.map(({ message }) => message)],
    advice: hint,
    log: [],
    action: canBeTriedAgain(error) ? { path: `./${encodeURIComponent(id)}`, label: 'Try again' } : null,
    link: { path: '../', label: 'Go to the launcher page' },
    refreshSeconds: null,
  };
  return { headers: pageHeaders, body: renderPage(page) };
}

/** What was removed does not come back, and a request that another site sent is not repeated for it. */
function canBeTriedAgain({ code }: ManagerError): boolean {
  return code !== 'instance_not_found' && code !== 'instance_elsewhere' && code !== 'foreign_origin';
}
