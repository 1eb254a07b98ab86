/** How often a property is tried: few in a test run; more with the variable PROPERTY_RUNS, a factor. */
export function runs(count: number): { numRuns: number } {
  return { numRuns: Math.ceil(count * Number(process.env.PROPERTY_RUNS || 1)) };
}
