/** Follows a body as its bytes go by, to know where it ends. */
export interface BodyTracker {
  readonly done: boolean;
  /** How many of the bytes that were given last came before the trailers and the empty line that ends them. */
  readonly beforeTrailers: number;
  /**
   * How many of these bytes belong to the body.
   *
   * @throws MalformedMessage
   */
  take(bytes: Buffer): number;
}

/** Is told the content within the framing. */
export type ContentListener = (bytes: Buffer) => void;
