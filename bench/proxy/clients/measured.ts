/** What one measurement found. */
export interface Measured {
  /** One for each figure of the measurement. */
  values: number[];
  /** All that passed the proxy meanwhile, warming up included: MB, or messages or requests. */
  work: number;
}
