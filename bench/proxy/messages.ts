/** Payload of the echo figure's messages, both ways. */
export const echoedBytes = 125;

/** A client's message of that payload as it travels: a header of 2 bytes, a mask of 4. */
export const echoSentBytes = echoedBytes + 6;

/** A server's message as it travels: a header of 2 bytes. */
export const echoReceivedBytes = echoedBytes + 2;

/** A server's binary websocket message (RFC 6455, section 5.2), payload of zeros. */
export function unmaskedMessage(payloadBytes: number): Buffer {
  return Buffer.concat([header(payloadBytes, 0), Buffer.alloc(payloadBytes)]);
}

/** A client's binary message whose mask is zero; at most 125 bytes. */
export function maskedMessage(payloadBytes: number): Buffer {
  return Buffer.concat([header(payloadBytes, 0x80), Buffer.alloc(4 + payloadBytes)]);
}

function header(payloadBytes: number, maskBit: number): Buffer {
  if (payloadBytes <= 125) return Buffer.from([0x82, maskBit | payloadBytes]);
  const long = Buffer.alloc(10);
  long[0] = 0x82;
  long[1] = maskBit | 127;
  long.writeBigUInt64BE(BigInt(payloadBytes), 2);
  return long;
}
