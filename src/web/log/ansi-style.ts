import { nearestColour, paletteColour } from './ansi-palette.ts';

/** How a terminal shows text, as far as the page does. */
export interface TextStyle {
  /** 0 to 15 of a terminal's palette; null is the usual colour. */
  colour: number | null;
  /** 0 to 7: of a background there is one shade. */
  background: number | null;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  inverse: boolean;
  strike: boolean;
}

/** What a log starts with. */
export const plainStyle: Readonly<TextStyle> = {
  colour: null,
  background: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  strike: false,
};

/**
 * The style after an SGR sequence ("select graphic rendition", ECMA-48): "1;31" -> bold and red. `parameters` is what stands
 * between "\x1b[" and "m"; what is not known changes nothing. Colours beyond the 16 become the nearest of them. Equal styles
 * are one object.
 */
export function withSgr(style: Readonly<TextStyle>, parameters: string): Readonly<TextStyle> {
  if (parameters === '' || parameters === '0') return plainStyle;
  // A log has millions of sequences, but few that differ.
  const after = afterwards.get(style) ?? new Map<string, Readonly<TextStyle>>();
  const found = after.get(parameters) ?? theOne(changed(style, parameters));
  if (parameters.length <= rememberedLength && after.size < rememberedSequences) after.set(parameters, found);
  afterwards.set(style, after);
  return found;
}

/** The classes of styles/log-text.ts: "f1 bold"; "" where the style is plain. */
export function classesOf(style: Readonly<TextStyle>): string {
  const names: string[] = [];
  if (style.colour !== null) names.push(`f${style.colour}`);
  if (style.background !== null) names.push(`b${style.background}`);
  for (const effect of shownEffects) if (style[effect]) names.push(effect);
  return names.join(' ');
}

const shownEffects = ['bold', 'dim', 'italic', 'underline', 'inverse', 'strike'] as const;

const afterwards = new WeakMap<Readonly<TextStyle>, Map<string, Readonly<TextStyle>>>();
const rememberedSequences = 100;
const rememberedLength = 12;

/** By their classes; there are less than 10,000. */
const styles = new Map<string, Readonly<TextStyle>>([['', plainStyle]]);

function theOne(style: Readonly<TextStyle>): Readonly<TextStyle> {
  const classes = classesOf(style);
  const known = styles.get(classes) ?? style;
  styles.set(classes, known);
  return known;
}

function changed(style: Readonly<TextStyle>, parameters: string): TextStyle {
  const next = { ...style };
  const codes = parameters.split(';');
  for (let at = 0; at < codes.length; at += 1) {
    const [first = '', ...parts] = (codes[at] ?? '').split(':');
    const code = Number(first);
    if (code !== 38 && code !== 48) {
      Object.assign(next, code === 4 && parts[0] === '0' ? effects[24] : (effects[code] ?? shadeOf(code)));
      continue;
    }
    const wanted = parts.length > 0 ? parts : codes.slice(at + 1, at + 5);
    const colour = extendedColour(wanted, parts.length > 0);
    if (colour !== null) Object.assign(next, code === 38 ? { colour } : { background: colour % 8 });
    if (parts.length === 0) at += wanted[0] === '2' ? 4 : 2;
  }
  return next;
}

const effects: Record<number, Partial<TextStyle>> = {
  0: plainStyle,
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  // Doubly underlined.
  21: { underline: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { strike: false },
  39: { colour: null },
  49: { background: null },
};

function shadeOf(code: number): Partial<TextStyle> {
  if (code >= 30 && code <= 37) return { colour: code - 30 };
  if (code >= 40 && code <= 47) return { background: code - 40 };
  if (code >= 90 && code <= 97) return { colour: code - 82 };
  if (code >= 100 && code <= 107) return { background: code - 100 };
  return {};
}

// "5;208" and "2;255;120;0"; with colons "2:255:120:0", or with a colour space "2::255:120:0".
function extendedColour([mode, ...values]: readonly string[], hasColons: boolean): number | null {
  if (mode === '5') return paletteColour(numberOf(values[0]));
  if (mode !== '2') return null;
  const [red, green, blue] = hasColons && values.length > 3 ? values.slice(1) : values;
  return nearestColour(numberOf(red), numberOf(green), numberOf(blue));
}

/** An empty parameter is 0; a missing one is no number. */
function numberOf(parameter: string | undefined): number {
  return parameter === undefined ? Number.NaN : Number(parameter);
}
