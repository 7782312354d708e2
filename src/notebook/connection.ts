import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import type { Connection } from "../../kernels/mixlab/wire/index.ts";

/** Makes a connection on this machine alone: five free ports and a random key. */
export async function newConnection(): Promise<Connection> {
  const servers = Array.from({ length: 5 }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => {
            const address = server.address();
            resolve(typeof address === "object" && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const [shell = 0, control = 0, stdin = 0, iopub = 0, heartbeat = 0] = ports;
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
