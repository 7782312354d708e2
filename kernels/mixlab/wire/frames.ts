import type { Header, JsonObject, Message } from "./message.ts";
import type { Signer } from "./signer.ts";

const delimiter: Buffer = Buffer.from("<IDS|MSG>");
const utf8 = new TextDecoder("utf-8", { fatal: true });
const maximumIdentities = 64;

/** Frames that are not a valid, signed Jupyter message; the message says which rule they break. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

/**
 * Gives the frames of a message, signed: identities, delimiter, signature, four dictionaries, buffers.
 *
 * @example socket.send(encodeMessage(message, createSigner(connection)))
 */
export function encodeMessage(message: Message, signer: Signer): Uint8Array[] {
  const parts = [message.header, message.parent, message.metadata, message.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  const signature = Buffer.from(signer.sign(parts), "latin1");
  return [...message.identities, delimiter, signature, ...parts, ...message.buffers];
}

/**
 * Reads a message from its frames. Nothing of it is parsed before the signature is found right.
 *
 * @throws {FrameError} if the framing, the signature or a dictionary is wrong
 */
export function decodeMessage(frames: readonly Uint8Array[], signer: Signer): Message {
  const at = frames.slice(0, maximumIdentities + 1).findIndex((frame) => delimiter.equals(frame));
  if (at < 0)
    throw new FrameError(
      `decodeMessage: frames must hold the delimiter <IDS|MSG>, got ${frames.length} without`,
    );
  const [signature, ...rest] = frames.slice(at + 1);
  const parts = rest.slice(0, 4);
  if (signature === undefined || parts.length < 4)
    throw new FrameError(
      `decodeMessage: frames must hold a signature and four dictionaries, got ${frames.length - at - 1}`,
    );
  if (!signer.verify(parts, signature))
    throw new FrameError("decodeMessage: signature must be made with the connection's key, got another");
  const [header, parent, metadata, content] = ["header", "parent", "metadata", "content"].map((name, index) =>
    parseObject(parts[index]!, name),
  );
  return {
    identities: frames.slice(0, at),
    header: checkHeader(header!),
    parent: isHeader(parent!) ? parent : {},
    metadata: metadata!,
    content: content!,
    buffers: rest.slice(4),
  };
}

function parseObject(frame: Uint8Array, name: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(frame));
  } catch (cause) {
    throw new FrameError(
      `decodeMessage: ${name} must be JSON in UTF-8, got ${frame.length} bytes that are not`,
      { cause },
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new FrameError(
      `decodeMessage: ${name} must be a JSON object, got ${JSON.stringify(value).slice(0, 80)}`,
    );
  return value as JsonObject;
}

function isHeader(value: JsonObject): value is Header {
  return typeof value.msg_id === "string" && typeof value.msg_type === "string";
}

function checkHeader(value: JsonObject): Header {
  if (!isHeader(value) || typeof value.session !== "string")
    throw new FrameError(
      `decodeMessage: header must have msg_id, msg_type and session, got ${JSON.stringify(value).slice(0, 80)}`,
    );
  return value;
}
