/** The part of a logger that the proxy uses; pino's fits. Fields never hold queries, cookies or tokens. */
export interface ProxyLog {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
