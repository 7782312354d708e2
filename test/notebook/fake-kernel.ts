// A kernel for tests: each line of a cell is `<message type> <JSON content>`, or `die`, `hang`, `fail NAME`, `late`.
import { randomUUID } from "node:crypto";
import { Publisher, Router } from "zeromq";
import {
  channelAddress,
  createSigner,
  decodeMessage,
  encodeMessage,
  type JsonObject,
  type Message,
  newHeader,
  readConnection,
} from "../../kernels/mixlab/wire/index.ts";

const connection = readConnection(process.argv[2] ?? "");
const signer = createSigner(connection);
const sockets = { shell: new Router(), control: new Router(), iopub: new Publisher() };
let count = 0;
let interrupt: () => void = () => {};

type Send = (type: string, content: JsonObject) => Promise<void>;

const answer = async (
  socket: Router | Publisher,
  request: Message,
  type: string,
  content: JsonObject,
): Promise<void> => {
  const header = newHeader(type, { session: "fake", id: randomUUID() });
  const identities = socket === sockets.iopub ? [] : request.identities;
  const message = { identities, header, parent: request.header, metadata: {}, content, buffers: [] };
  await socket.send(encodeMessage(message, signer).map((frame) => Buffer.from(frame)));
};

async function execute(code: string, send: Send): Promise<JsonObject> {
  count += 1;
  for (const line of code.split("\n").filter((text) => text !== "")) {
    const [word = "", ...rest] = line.split(" ");
    const content = rest.join(" ");
    if (word === "die") process.exit(3);
    if (word === "cwd") await send("stream", { name: "stdout", text: process.cwd() });
    else if (word === "hang" || word === "fail") {
      if (word === "hang") await new Promise<void>((resolve) => (interrupt = resolve));
      const error = { ename: content || "Interrupted", evalue: "as asked", traceback: ["line one"] };
      await send("error", error);
      return { status: "error", execution_count: count, ...error };
    } else await send(word, JSON.parse(content));
  }
  return { status: "ok", execution_count: count, user_expressions: {} };
}

async function serve(socket: Router): Promise<void> {
  for await (const frames of socket) {
    const request = decodeMessage(frames, signer);
    const publish: Send = (type, content) => answer(sockets.iopub, request, type, content);
    await publish("status", { execution_state: "busy" });
    const { msg_type } = request.header;
    if (msg_type === "kernel_info_request")
      await answer(socket, request, "kernel_info_reply", {
        status: "ok",
        protocol_version: "5.4",
        language_info: { name: "fake", version: "1" },
      });
    if (msg_type === "execute_request") {
      const reply = await execute(String(request.content.code), publish);
      await answer(socket, request, "execute_reply", reply);
    }
    await publish("status", { execution_state: "idle" });
    if (msg_type === "interrupt_request") interrupt();
    if (msg_type === "shutdown_request") process.exit(0);
  }
}

for (const [channel, socket] of Object.entries(sockets))
  await socket.bind(channelAddress(connection, channel as keyof typeof sockets));
void serve(sockets.control);
void serve(sockets.shell);
