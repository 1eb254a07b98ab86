import type { Page } from 'playwright-core';

/** Opens a call on the page of the REST API, tries it as it is, and gives the status of the answer. */
export async function tryCall(page: Page, operationId: string): Promise<string> {
  const call = page.locator(`.opblock[id$=-${operationId}]`);
  await call.locator('.opblock-summary-control').click();
  await call.getByRole('button', { name: 'Try it out' }).click();
  await call.getByRole('button', { name: 'Execute' }).click();
  const status = await call.locator('.live-responses-table .response-col_status').last().textContent();
  return (status ?? '').trim();
}
