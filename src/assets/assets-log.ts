/** The part of a logger that is used here; pino's fits. */
export interface AssetsLog {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
