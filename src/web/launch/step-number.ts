/** A number field, as far as steps need it. */
export interface NumberField {
  type: string;
  default: string | number | boolean | null;
  min: number | null;
  max: number | null;
}

/**
 * The typed number, one step up or down, within its bounds. A step is 1 for whole numbers; for others it is a hundredth of
 * the range, rounded to a power of ten, or a tenth without a range. Text that is no number starts at the default.
 */
export function stepNumber(parameter: NumberField, typed: string, direction: 1 | -1): string {
  const start = Number(typed.trim() === '' ? Number.NaN : typed);
  const fallback = typeof parameter.default === 'number' ? parameter.default : (parameter.min ?? 0);
  const step = stepOf(parameter);
  const next = Number.isFinite(start) ? start + direction * step : fallback;
  // 0.1 + 0.2 is 0.30000000000000004: keep what a step can be seen in.
  return String(Number(clamp(next, parameter).toPrecision(12)));
}

// min 0, max 1 -> 0.01; min 0, max 300 -> 1
function stepOf({ type, min, max }: NumberField): number {
  if (type !== 'number') return 1;
  if (min === null || max === null || max <= min) return 0.1;
  return 10 ** Math.floor(Math.log10((max - min) / 100));
}

function clamp(value: number, { min, max }: NumberField): number {
  return Math.max(min ?? Number.NEGATIVE_INFINITY, Math.min(max ?? Number.POSITIVE_INFINITY, value));
}
