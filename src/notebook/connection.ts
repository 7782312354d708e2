import { randomBytes } from "node:crypto";
import { type Connection, channels } from "../../kernels/mixlab/wire/index.ts";
import { freePorts, type PortPicker, releasePorts } from "./ports.ts";

/** Makes a connection on this machine alone: five free ports and a random key. */
export async function newConnection(pickPorts: PortPicker = freePorts): Promise<Connection> {
  const [shell = 0, control = 0, stdin = 0, iopub = 0, heartbeat = 0] = await pickPorts(channels.length);
  return {
    transport: "tcp",
    ip: "127.0.0.1",
    shell_port: shell,
    control_port: control,
    stdin_port: stdin,
    iopub_port: iopub,
    hb_port: heartbeat,
    key: randomBytes(32).toString("hex"),
    signature_scheme: "hmac-sha256",
  };
}

/** The ports of a connection, in the order of its file. */
export const portsOf = (connection: Connection): readonly number[] =>
  channels.map((channel) => connection[`${channel}_port`]);

/** Gives a connection's ports back for others of this process. */
export function releaseConnection(connection: Connection): void {
  releasePorts(portsOf(connection));
}
