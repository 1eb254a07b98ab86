import type { Page } from 'playwright-core';

/** The axes in the corner have some pixels of such a colour, too. */
export const someOrange = 0.005;
export const manyOrange = 0.02;

/** The share of the view's pixels that are orange, as the cone is where a server draws it. */
export async function orangeShare(page: Page): Promise<number> {
  const png = (await page.locator('main .v-container').screenshot()).toString('base64');
  return page.evaluate(countOrange, png);
}

// Runs in the page, whose types the tests do not have.
const countOrange: (png: string) => number = new Function(
  'base64',
  `
  const picture = new Image();
  picture.src = 'data:image/png;base64,' + base64;
  return picture.decode().then(() => {
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext('2d');
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let orange = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at] > 100 && data[at + 2] < data[at] / 2) orange += 1;
    return orange / (data.length / 4);
  });`,
) as (png: string) => number;
