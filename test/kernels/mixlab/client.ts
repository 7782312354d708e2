import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Dealer, Subscriber } from "zeromq";
import {
  type Connection,
  channelAddress,
  createSigner,
  decodeMessage,
  encodeMessage,
  type JsonObject,
  type Message,
  newHeader,
  type Signer,
} from "../../../kernels/mixlab/wire/index.ts";
import { newConnection, releaseConnection } from "../../../src/notebook/connection.ts";

const main = fileURLToPath(new URL("../../../kernels/mixlab/main.js", import.meta.url));
const patienceMilliseconds = 30_000;
const graceMilliseconds = 500;
const tailLength = 2000;

/** What a request brought: its reply and everything published for it, the statuses among them. */
export interface Answer {
  readonly reply: JsonObject;
  readonly published: readonly Message[];
}

type Pick = (message: Message) => boolean;

/** A kernel under test, with the conversation so far. */
export interface TestKernel {
  readonly folder: string;
  readonly child: ChildProcess;
  readonly connection: Connection;
  readonly signer: Signer;
  readonly shell: Dealer;
  readonly control: Dealer;
  /** Everything heard so far, replies and publications. */
  readonly heard: readonly Message[];
  log(): string;
  send(channel: "shell" | "control", type: string, content: JsonObject): string;
  /** Gives the first message, heard already or yet to come, that fits. */
  wait(fits: Pick, what: string): Promise<Message>;
  request(channel: "shell" | "control", type: string, content?: JsonObject): Promise<Answer>;
  execute(code: string, options?: JsonObject): Promise<Answer>;
  /** Waits for the reply and the idle status of a request. */
  finish(id: string): Promise<Answer>;
  ended(): Promise<number | NodeJS.Signals | null>;
  close(): Promise<void>;
}

/** Starts the compiled kernel in a folder of its own. */
export async function startKernel(
  files: Readonly<Record<string, string>> = {},
  attempts = 3,
): Promise<TestKernel> {
  const folder = mkdtempSync(join(tmpdir(), "mixlab-kernel-test-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const connection = await newConnection();
  const file = join(folder, "connection.json");
  writeFileSync(file, JSON.stringify(connection));
  const child = spawn(process.execPath, [main, file], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const exit = once(child, "exit");
  let log = "";
  let errors = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (log += String(chunk)));
  child.stderr.on("data", (chunk) => (errors += String(chunk)));

  const signer = createSigner(connection);
  const options = { linger: 0, receiveHighWaterMark: 0 };
  const [shell, control, iopub] = [new Dealer(options), new Dealer(options), new Subscriber(options)];
  iopub.subscribe();
  for (const [socket, channel] of [
    [shell, "shell"],
    [control, "control"],
    [iopub, "iopub"],
  ] as const)
    socket.connect(channelAddress(connection, channel));

  const heard: Message[] = [];
  const waiting = new Map<() => void, (error?: Error) => void>();
  let died: (() => Error) | undefined;
  const listen = async (socket: Dealer | Subscriber): Promise<void> => {
    for await (const frames of socket) {
      heard.push(decodeMessage(frames, signer));
      for (const look of waiting.keys()) look();
    }
  };
  for (const socket of [shell, control, iopub]) void listen(socket);

  // What a kernel sent before its end may still be under way.
  void exit.then(async ([code, signal]) => {
    await new Promise((resolve) => setTimeout(resolve, graceMilliseconds).unref());
    const how = signal === null ? `exit ${code}` : `signal ${signal}`;
    died = () => new Error(`kernel died (${how})\n${errors.slice(-tailLength)}`);
    for (const stop of waiting.values()) stop(died());
  });

  const wait = (fits: Pick, what: string): Promise<Message> =>
    new Promise((resolve, reject) => {
      let seen = 0;
      const look = (): void => {
        for (; seen < heard.length; seen += 1)
          if (fits(heard[seen]!)) {
            stop();
            resolve(heard[seen]!);
            return;
          }
      };
      const stop = (error?: Error): void => {
        clearTimeout(timer);
        waiting.delete(look);
        if (error) reject(error);
      };
      const timer = setTimeout(
        () => stop(new Error(`no ${what} within ${patienceMilliseconds} ms\n${log}`)),
        patienceMilliseconds,
      );
      waiting.set(look, stop);
      look();
      if (died && waiting.has(look)) stop(died());
    });

  const send = (channel: "shell" | "control", type: string, content: JsonObject): string => {
    const id = randomUUID();
    const header = newHeader(type, { session: "test", id });
    const message: Message = { identities: [], header, parent: {}, metadata: {}, content, buffers: [] };
    void (channel === "shell" ? shell : control).send(
      encodeMessage(message, signer).map((part) => Buffer.from(part)),
    );
    return id;
  };

  const finish = async (id: string): Promise<Answer> => {
    const isOf = (message: Message): boolean => message.parent.msg_id === id;
    const reply = await wait(
      (message) => isOf(message) && message.header.msg_type.endsWith("_reply"),
      "reply",
    );
    await wait((message) => isOf(message) && message.content.execution_state === "idle", "idle status");
    return {
      reply: reply.content,
      published: heard.filter((message) => isOf(message) && !message.header.msg_type.endsWith("_reply")),
    };
  };

  const kernel: TestKernel = {
    folder,
    child,
    connection,
    signer,
    shell,
    control,
    heard,
    log: () => log,
    send,
    wait,
    finish,
    request: (channel, type, content = {}) => finish(send(channel, type, content)),
    execute: (code, more = {}) =>
      finish(
        send("shell", "execute_request", {
          code,
          silent: false,
          store_history: true,
          user_expressions: {},
          allow_stdin: false,
          stop_on_error: true,
          ...more,
        }),
      ),
    async ended() {
      const [code, signal] = await exit;
      return signal ?? code;
    },
    async close() {
      for (const stop of waiting.values()) stop();
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await exit;
      for (const socket of [shell, control, iopub]) socket.close();
      releaseConnection(connection);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  // The first publication heard shows that the subscription has arrived.
  const isUp = await Promise.race([
    wait(({ header }) => header.msg_type === "iopub_welcome", "welcome").then(() => true),
    exit.then(() => false),
  ]).catch(async (error) => {
    await kernel.close();
    throw error;
  });
  if (isUp) return kernel;
  await kernel.close();
  // Another process may have taken a port that was free a moment ago.
  if (!log.includes("Address already in use") || attempts <= 1)
    throw new Error(`the kernel did not start:\n${log}`);
  return startKernel(files, attempts - 1);
}

/** The types of what was published, statuses as their state. */
export function typesOf({ published }: Answer): string[] {
  return published.map(({ header, content }) =>
    header.msg_type === "status" ? String(content.execution_state) : header.msg_type,
  );
}

/** All text that a request wrote to a stream. */
export function streamOf({ published }: Answer, name = "stdout"): string {
  return published
    .filter(({ header, content }) => header.msg_type === "stream" && content.name === name)
    .map(({ content }) => content.text)
    .join("");
}

/** The plain text of a request's result; undefined if it had none. */
export function resultOf({ published }: Answer): unknown {
  const data = published.find(({ header }) => header.msg_type === "execute_result")?.content.data as
    | JsonObject
    | undefined;
  return data?.["text/plain"];
}
