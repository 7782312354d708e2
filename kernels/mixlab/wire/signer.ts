import { createHmac, timingSafeEqual } from "node:crypto";

/** Signs and verifies the four dictionaries of a message with the key of a connection. */
export interface Signer {
  /** Gives the signature as lower-case hexadecimal digits; empty where the connection has no key. */
  sign(parts: readonly Uint8Array[]): string;
  /** Compares in constant time, so that a wrong signature tells nothing about the right one. */
  verify(parts: readonly Uint8Array[], signature: Uint8Array): boolean;
}

/**
 * Makes the signer of a connection. An empty key switches signing off, as the protocol has it.
 *
 * @throws {RangeError} if the scheme is not `hmac-sha256` or another `hmac-` that Node knows
 */
export function createSigner({
  key,
  signature_scheme: scheme,
}: {
  readonly key: string;
  readonly signature_scheme: string;
}): Signer {
  if (key === "") return { sign: () => "", verify: () => true };
  const algorithm = /^hmac-([a-z0-9-]+)$/.exec(scheme)?.[1];
  if (algorithm === undefined)
    throw new RangeError(
      `createSigner: signature_scheme must be "hmac-<hash>", got ${JSON.stringify(scheme)}`,
    );
  const digest = (parts: readonly Uint8Array[]): string => {
    const hmac = createHmac(algorithm, key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  };
  digest([]);
  return {
    sign: digest,
    verify(parts, signature) {
      const expected = Buffer.from(digest(parts), "latin1");
      return expected.length === signature.length && timingSafeEqual(expected, signature);
    },
  };
}
