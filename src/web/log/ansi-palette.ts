/**
 * The one of a terminal's 16 colours that comes nearest to one of its 256: the hue is kept, and which of the two shades. Of
 * the 16 it is known that they can be read in light and dark; of any other colour it is not.
 */
export function paletteColour(index: number): number | null {
  if (!isByte(index)) return null;
  if (index < 16) return index;
  if (index >= 232) return nearestColour(8 + 10 * (index - 232), 8 + 10 * (index - 232), 8 + 10 * (index - 232));
  const cube = index - 16;
  return nearestColour(cubeLevel(cube / 36), cubeLevel((cube / 6) % 6), cubeLevel(cube % 6));
}

/** The same for red, green and blue of 0 to 255: (255, 120, 0) -> 9, bright red. Null for what is no colour. */
export function nearestColour(red: number, green: number, blue: number): number | null {
  if (![red, green, blue].every(isByte)) return null;
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  if (most - least < leastChroma) return nearestGrey(most);
  const middle = (most + least) / 2;
  const hue = Number(red > middle) + 2 * Number(green > middle) + 4 * Number(blue > middle);
  return most >= brightFrom ? hue + 8 : hue;
}

/** Below this difference between its parts a colour is seen as grey. */
const leastChroma = 40;
/** xterm's normal colours have 205, its bright ones 255. */
const brightFrom = 230;

function nearestGrey(level: number): number {
  if (level < 64) return 0;
  if (level < 160) return 8;
  return level < 242 ? 7 : 15;
}

// The steps of xterm's cube of 6 × 6 × 6 colours: 0, 95, 135, 175, 215, 255.
function cubeLevel(step: number): number {
  const whole = Math.floor(step);
  return whole === 0 ? 0 : 55 + 40 * whole;
}

function isByte(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 255;
}
