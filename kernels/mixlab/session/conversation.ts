import { randomUUID } from "node:crypto";
import {
  type Connection,
  createSigner,
  decodeMessage,
  encodeMessage,
  FrameError,
  type Header,
  type JsonObject,
  type Message,
  newHeader,
} from "../wire/index.ts";
import { log } from "./log.ts";
import { createPublisher, type Publisher } from "./publisher.ts";
import { openSockets } from "./sockets.ts";

/** A request and the socket it came by, where its reply goes. */
export interface Request {
  readonly channel: "shell" | "control";
  readonly message: Message;
}

/** The signed conversation with all clients. */
export interface Conversation extends Publisher {
  /** Starts to hand out requests; frames that are no valid signed message are dropped with a line in the log. */
  listen(received: (request: Request) => void): void;
  reply(request: Request, content: JsonObject): void;
  status(state: "starting" | "busy" | "idle", parent: Header | undefined): void;
  close(): Promise<void>;
}

/** Opens the sockets of a connection; nothing is read before `listen`. */
export async function openConversation(connection: Connection): Promise<Conversation> {
  const sockets = await openSockets(connection);
  const signer = createSigner(connection);
  const session = randomUUID();
  let sent = 0;
  const message = (type: string, content: JsonObject, parent: Header | undefined): Message => ({
    identities: [],
    header: newHeader(type, { session, id: `${session}_${sent++}` }),
    parent: parent ?? {},
    metadata: {},
    content,
    buffers: [],
  });
  const send = (type: string, content: JsonObject, parent: Header | undefined): void => {
    const topic = Buffer.from(`kernel.${session}.${type}`);
    sockets.send("iopub", encodeMessage({ ...message(type, content, parent), identities: [topic] }, signer));
  };
  const publisher = createPublisher(send);
  return {
    ...publisher,
    listen: (received) =>
      sockets.listen({
        received(channel, frames) {
          try {
            const request = decodeMessage(frames, signer);
            if (channel !== "stdin") received({ channel, message: request });
          } catch (error) {
            if (!(error instanceof FrameError)) throw error;
            log(`${channel}: dropped a message: ${error.message}`);
          }
        },
        subscribed(topic) {
          const content = { subscription: Buffer.from(topic).toString("utf8") };
          const welcome = { ...message("iopub_welcome", content, undefined), identities: [topic] };
          sockets.send("iopub", encodeMessage(welcome, signer));
        },
      }),
    reply({ channel, message: request }, content) {
      const type = request.header.msg_type.replace(/_request$/, "_reply");
      const answer = { ...message(type, content, request.header), identities: request.identities };
      sockets.send(channel, encodeMessage(answer, signer));
    },
    status: (state, parent) => publisher.publish("status", { execution_state: state }, parent),
    close: () => sockets.close(),
  };
}
