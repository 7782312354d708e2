import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Dealer, Subscriber } from "zeromq";
import {
  type Connection,
  channelAddress,
  createSigner,
  decodeMessage,
  encodeMessage,
  FrameError,
  type JsonObject,
  type Message,
  newHeader,
} from "../../kernels/mixlab/wire/index.ts";
import { newConnection, portsOf, releaseConnection } from "./connection.ts";
import type { JsonRecord } from "./document.ts";
import type { PortPicker } from "./ports.ts";

/** How to start a kernel; `{connection_file}` in an argument stands for the path of the connection file. */
export interface KernelCommand {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** `message` sends interrupt_request, `signal` sends SIGINT. */
  readonly interruptMode?: "message" | "signal";
}

/** The kernel's process ended while it was needed. */
export class KernelDeath extends Error {
  override readonly name = "KernelDeath";
}

/** What became of a request to execute: the reply, with every output message delivered before it. */
export interface ExecuteReply {
  readonly status: string;
  readonly content: JsonRecord;
}

/** Output of the running request (`own`), or late output of an earlier one. */
export type OutputListener = (message: Message, own: boolean) => void;

const patience = { startMs: 60_000, nudgeMs: 200, idleMs: 30_000, shutdownMs: 3_000, lastWordsMs: 1_000 };

/** A port that was free when picked may be taken by another program before the kernel binds it. */
const mostStarts = 5;
const portTaken = /EADDRINUSE|address (?:is )?(?:already )?in use/i;

/**
 * A kernel process and the sockets to it. Made by `startKernel`; ends with `close`.
 */
export class KernelSession {
  /** Content of the kernel's kernel_info_reply. */
  info: JsonRecord = {};
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #sockets: { shell: Dealer; control: Dealer; iopub: Subscriber };
  readonly #connection: Connection;
  readonly #interruptMode: "message" | "signal";
  readonly #session: string = randomUUID();
  readonly #death: Promise<never>;
  #log = "";
  #onReply: (message: Message) => void = () => {};
  #onOutput: (message: Message) => void = () => {};
  #exited = false;

  private constructor(
    child: ChildProcess,
    folder: string,
    connection: Connection,
    sockets: { shell: Dealer; control: Dealer; iopub: Subscriber },
    interruptMode: "message" | "signal",
  ) {
    this.#child = child;
    this.#folder = folder;
    this.#connection = connection;
    this.#sockets = sockets;
    this.#interruptMode = interruptMode;
    const keep = (chunk: Buffer) => {
      this.#log = (this.#log + chunk.toString()).slice(-4000);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    this.#death = new Promise((_, reject) => {
      const die = (how: string) => {
        this.#exited = true;
        reject(
          new KernelDeath(`the kernel ended (${how})${this.#log === "" ? "" : `:\n${this.#log.trim()}`}`),
        );
      };
      child.once("error", (error) => die(error.message));
      child.once("exit", (code, signal) => {
        const end = () => die(signal ?? `exit status ${code}`);
        // A child of the kernel's own may hold the pipes for longer.
        const timer = setTimeout(end, patience.lastWordsMs);
        // All its words are here; its last messages may still be under way.
        child.once("close", () => {
          clearTimeout(timer);
          setTimeout(end, 50);
        });
      });
    });
    this.#death.catch(() => {});
    void this.#receive(sockets.shell, (message) => this.#onReply(message));
    void this.#receive(sockets.iopub, (message) => this.#onOutput(message));
  }

  /**
   * Starts the process, connects, and waits until the kernel answers and its output arrives. A kernel that finds a port
   * taken is started again with others, five times at most.
   */
  static async start(command: KernelCommand, cwd: string, pickPorts?: PortPicker): Promise<KernelSession> {
    for (let starts = 1; ; starts++) {
      const session = await KernelSession.#spawn(command, cwd, await newConnection(pickPorts));
      try {
        await session.#greet();
        return session;
      } catch (error) {
        const foundPortTaken = session.#exited && portTaken.test(session.#log);
        await session.close();
        if (!foundPortTaken) throw error;
        if (starts === mostStarts) throw session.#withoutPorts();
      }
    }
  }

  static async #spawn(command: KernelCommand, cwd: string, connection: Connection): Promise<KernelSession> {
    const { Dealer, Subscriber } = await import("zeromq");
    const folder = await mkdtemp(join(tmpdir(), "mixlab-kernel-"));
    const file = join(folder, "connection.json");
    await writeFile(file, JSON.stringify(connection), { mode: 0o600 });
    const [program, ...rest] = command.argv.map((argument) => argument.replaceAll("{connection_file}", file));
    if (program === undefined)
      throw new RangeError("startKernel: argv must name a program, got an empty list.");
    const child = spawn(program, rest, {
      cwd,
      env: { ...process.env, JPY_PARENT_PID: String(process.pid), ...command.env },
      stdio: ["ignore", "pipe", "pipe"],
      // Its own group, so that Ctrl-C in the terminal reaches this process alone, which then interrupts the cell.
      detached: process.platform !== "win32",
    });
    const sockets = {
      shell: new Dealer({ linger: 0, receiveHighWaterMark: 0 }),
      control: new Dealer({ linger: 0, receiveHighWaterMark: 0 }),
      iopub: new Subscriber({ linger: 0, receiveHighWaterMark: 0 }),
    };
    sockets.iopub.subscribe();
    for (const channel of ["shell", "control", "iopub"] as const)
      sockets[channel].connect(channelAddress(connection, channel));
    const mode = command.interruptMode ?? "message";
    const session = new KernelSession(child, folder, connection, sockets, mode);
    const killNow = () => session.#kill();
    process.once("exit", killNow);
    child.once("exit", () => process.off("exit", killNow));
    return session;
  }

  /** Executes code and gives the reply once the kernel is idle again; rejects with KernelDeath if it ends. */
  async execute(code: string, onOutput: OutputListener): Promise<ExecuteReply> {
    const content = {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    };
    const id = randomUUID();
    let reply: ExecuteReply | undefined;
    let idle = false;
    let patienceTimer: NodeJS.Timeout | undefined;
    const done = new Promise<ExecuteReply>((resolve, reject) => {
      const check = () => {
        if (reply === undefined) return;
        if (idle) resolve(reply);
        else
          patienceTimer ??= setTimeout(
            () => reject(new KernelDeath("the kernel replied and never became idle")),
            patience.idleMs,
          );
      };
      this.#onReply = (message) => {
        if (message.parent.msg_id !== id || message.header.msg_type !== "execute_reply") return;
        reply = { status: String(message.content.status), content: message.content };
        check();
      };
      this.#onOutput = (message) => {
        const own = message.parent.msg_id === id;
        onOutput(message, own);
        if (own && isIdle(message)) idle = true;
        check();
      };
    });
    try {
      await this.#send("shell", "execute_request", content, id);
      return await Promise.race([done, this.#death]);
    } finally {
      clearTimeout(patienceTimer);
      this.#onReply = () => {};
      this.#onOutput = () => {};
    }
  }

  /** Asks the kernel to end the running cell. */
  async interrupt(): Promise<void> {
    if (this.#exited) return;
    if (this.#interruptMode === "signal") this.#child.kill("SIGINT");
    else await this.#send("control", "interrupt_request", {});
  }

  /** Shuts the kernel down, by force if it does not go, and removes the connection file. */
  async close({ force = false }: { readonly force?: boolean } = {}): Promise<void> {
    if (!this.#exited && !force) {
      await this.#send("control", "shutdown_request", { restart: false }).catch(() => {});
      const slow = new Promise((resolve) => setTimeout(resolve, patience.shutdownMs).unref());
      await Promise.race([this.#death.catch(() => {}), slow]);
    }
    this.#kill();
    await this.#death.catch(() => {});
    for (const socket of Object.values(this.#sockets)) socket.close();
    releaseConnection(this.#connection);
    await rm(this.#folder, { recursive: true, force: true });
  }

  #withoutPorts(): KernelDeath {
    const ports = portsOf(this.#connection).join(", ");
    return new KernelDeath(
      `the kernel could not start: ${mostStarts} times other programs took a port that was free a moment before (the last time one of ${ports}). Run it again when fewer programs open ports on this machine. The kernel's last words:\n${this.#log.trim()}`,
    );
  }

  #kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
    } catch {
      // Already gone, with all its children.
    }
  }

  async #greet(): Promise<void> {
    const ids = new Set<string>();
    let heard = false;
    const ready = new Promise<void>((resolve) => {
      const check = () => {
        if (heard && this.info.protocol_version !== undefined) resolve();
      };
      this.#onOutput = () => {
        heard = true;
        check();
      };
      this.#onReply = (message) => {
        if (message.header.msg_type !== "kernel_info_reply" || !ids.has(String(message.parent.msg_id)))
          return;
        this.info = message.content;
        check();
      };
    });
    // A subscription made before the kernel binds may miss its first output: ask until an answer is heard on both.
    const ask = () => {
      const id = randomUUID();
      ids.add(id);
      void this.#send("shell", "kernel_info_request", {}, id).catch(() => {});
    };
    ask();
    const nudge = setInterval(ask, patience.nudgeMs);
    let timer: NodeJS.Timeout | undefined;
    const slow = new Promise<never>((_, reject) => {
      const message = `the kernel did not answer within ${patience.startMs / 1000} s`;
      timer = setTimeout(() => reject(new KernelDeath(message)), patience.startMs);
    });
    try {
      await Promise.race([ready, this.#death, slow]);
    } finally {
      clearInterval(nudge);
      clearTimeout(timer);
    }
  }

  async #receive(socket: Dealer | Subscriber, deliver: (message: Message) => void): Promise<void> {
    const signer = createSigner(this.#connection);
    for await (const frames of socket) {
      try {
        const at = frames.findIndex((frame) => frame.toString("latin1") === "<IDS|MSG>");
        deliver(decodeMessage(frames.slice(Math.max(0, at)), signer));
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
      }
    }
  }

  async #send(
    channel: "shell" | "control",
    type: string,
    content: JsonObject,
    id: string = randomUUID(),
  ): Promise<void> {
    const header = newHeader(type, { session: this.#session, id, username: "mixlab" });
    const message: Message = { identities: [], header, parent: {}, metadata: {}, content, buffers: [] };
    await this.#sockets[channel].send(
      encodeMessage(message, createSigner(this.#connection)).map((frame) => Buffer.from(frame)),
    );
  }
}

const isIdle = (message: Message): boolean =>
  message.header.msg_type === "status" && message.content.execution_state === "idle";
