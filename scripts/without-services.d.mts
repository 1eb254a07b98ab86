/** See without-services.mjs. */
export function withoutServices<Result>(work: () => Promise<Result>, file?: string): Promise<Result>;
