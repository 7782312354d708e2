export {
  type Channel,
  type Connection,
  channelAddress,
  channels,
  parseConnection,
  readConnection,
} from "./connection.ts";
export { decodeMessage, encodeMessage, FrameError } from "./frames.ts";
export {
  type Header,
  type Json,
  type JsonObject,
  type Message,
  newHeader,
  protocolVersion,
} from "./message.ts";
export { createSigner, type Signer } from "./signer.ts";
