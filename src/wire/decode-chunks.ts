import { createChunkTracker } from './chunk-tracker.ts';

/** The content of a whole chunked body. @throws MalformedMessage */
export function decodeChunks(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  createChunkTracker((content) => parts.push(content)).take(body);
  return Buffer.concat(parts);
}
