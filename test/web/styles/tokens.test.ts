import { readFile } from 'node:fs/promises';
import t from 'tap';

const sheet = (name: string) => readFile(new URL(`../../../src/web/styles/${name}.css`, import.meta.url), 'utf8');
const [light, dark] = await Promise.all([sheet('tokens'), sheet('dark')]);

for (const [theme, css] of Object.entries({ light, dark })) {
  t.test(`each of a terminal's colours can be read on each background, ${theme}`, async (t) => {
    const value = (name: string): string => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(css)?.[1] ?? '';
    const colours = Array.from({ length: 16 }, (_, n) => value(`tm-ansi-${n}`));
    const tints = Array.from({ length: 8 }, (_, n) => value(`tm-ansi-tint-${n}`));
    const pairs = [...colours, value('tm-muted'), value('tm-calm')].flatMap((text) =>
      [...tints, value('tm-code')].map((behind) => [text, behind] as const),
    );
    pairs.push([value('jp-ui-font-color0'), value('tm-hit')], ['#000000', value('tm-hit-here')]);
    t.equal(pairs.length, 18 * 9 + 2);
    t.same(
      pairs.filter(([text, behind]) => !(contrast(text, behind) >= 4.5)),
      [],
    );
    t.equal(new Set(colours).size, 16, 'no two are the same');
  });
}

/** WCAG 2's contrast of two colours like "#a31515", 1 to 21. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = Number.NaN, green = Number.NaN, blue = Number.NaN] = (colour.match(/[0-9a-f]{2}/g) ?? [])
    .map((part) => Number.parseInt(part, 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
