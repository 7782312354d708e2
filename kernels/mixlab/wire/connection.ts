import { readFileSync, statSync } from "node:fs";

/** The contents of a connection file: where the five sockets are, and the key that signs messages. */
export interface Connection {
  readonly transport: "tcp" | "ipc";
  readonly ip: string;
  readonly shell_port: number;
  readonly control_port: number;
  readonly stdin_port: number;
  readonly iopub_port: number;
  readonly hb_port: number;
  readonly key: string;
  readonly signature_scheme: string;
  readonly kernel_name?: string;
}

/** The five sockets between a client and a kernel. */
export type Channel = "shell" | "control" | "stdin" | "iopub" | "hb";

/** All channels, in the order of a connection file. */
export const channels: readonly Channel[] = ["shell", "control", "stdin", "iopub", "hb"];

const maximumBytes = 1 << 16;

/** Gives the ZeroMQ address of a channel, `tcp://127.0.0.1:5001` or `ipc:///tmp/kernel-1`. */
export function channelAddress(connection: Connection, channel: Channel): string {
  const port = connection[`${channel}_port`];
  return `${connection.transport}://${connection.ip}${connection.transport === "ipc" ? "-" : ":"}${port}`;
}

/**
 * Reads and checks a connection file.
 *
 * @throws {RangeError} if it is too large, not JSON, or a field is missing or out of range
 */
export function readConnection(path: string): Connection {
  const { size } = statSync(path);
  if (size > maximumBytes)
    throw new RangeError(
      `readConnection: file must have at most ${maximumBytes} bytes, got ${size} at ${path}`,
    );
  return parseConnection(readFileSync(path, "utf8"), path);
}

/** Checks the text of a connection file; `place` names it in errors. */
export function parseConnection(text: string, place = "the connection file"): Connection {
  let value: Record<string, unknown>;
  try {
    value = Object(JSON.parse(text));
  } catch (cause) {
    throw new RangeError(
      `parseConnection: text must be JSON, got ${JSON.stringify(text.slice(0, 80))} at ${place}`,
      { cause },
    );
  }
  const field = <T>(name: string, rule: string, fits: (found: unknown) => boolean, otherwise?: T): T => {
    const found = value[name] ?? otherwise;
    if (fits(found)) return found as T;
    throw new RangeError(`parseConnection: ${name} must ${rule}, got ${JSON.stringify(found)} at ${place}`);
  };
  const port = (name: string): number =>
    field(
      name,
      "be a port from 1 to 65535",
      (found) => Number.isInteger(found) && Number(found) > 0 && Number(found) < 65536,
    );
  const isText = (found: unknown): boolean => typeof found === "string";
  return {
    transport: field("transport", 'be "tcp" or "ipc"', (found) => found === "tcp" || found === "ipc", "tcp"),
    ip: field("ip", "be text", isText, "127.0.0.1"),
    shell_port: port("shell_port"),
    control_port: port("control_port"),
    stdin_port: port("stdin_port"),
    iopub_port: port("iopub_port"),
    hb_port: port("hb_port"),
    key: field("key", "be text", isText, ""),
    signature_scheme: field("signature_scheme", "be text", isText, "hmac-sha256"),
    kernel_name: field("kernel_name", "be text", isText, ""),
  };
}
