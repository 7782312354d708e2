import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";

/** A span of ports, both ends counted. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** Gives so many ports that are free now; they are the caller's until given to `releasePorts`. */
export type PortPicker = (count: number) => Promise<readonly number[]>;

const widest = 16_384;
const fewest = 1_000;
/** Tries within the range, and as many again with any port. */
const mostTries = 200;

/** Ports that this process has handed out and that are in use, so that two kernels never get the same one. */
const held = new Set<number>();

/**
 * Picks free ports below those that the system gives to outgoing connections, which could take a port in the moment
 * before the kernel binds it, be it by a client that connects to itself. Where no such port is free, any port will do.
 */
export async function freePorts(
  count: number,
  range: PortRange | undefined = quietRange(systemRange()),
): Promise<readonly number[]> {
  const taken: { readonly port: number; readonly server: Server }[] = [];
  try {
    for (let tries = 0; taken.length < count; tries++) {
      if (tries >= 2 * mostTries) throw new Error(`freePorts: this machine has no ${count} free ports.`);
      const wanted = range === undefined || tries >= mostTries ? 0 : randomInt(range.first, range.last + 1);
      const server = held.has(wanted) ? undefined : await listenOn(wanted);
      if (server === undefined) continue;
      const port = portOf(server);
      if (held.has(port)) server.close();
      else {
        held.add(port);
        taken.push({ port, server });
      }
    }
    return taken.map(({ port }) => port);
  } catch (error) {
    releasePorts(taken.map(({ port }) => port));
    throw error;
  } finally {
    await Promise.all(taken.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  }
}

/** Says that ports are no longer in use. */
export function releasePorts(ports: readonly number[]): void {
  for (const port of ports) held.delete(port);
}

/**
 * The ports beside those for outgoing connections: right below them, else above; none where both sides are too narrow.
 */
export function quietRange({ first, last }: PortRange): PortRange | undefined {
  const below = { first: Math.max(1_024, first - widest), last: first - 1 };
  const above = { first: last + 1, last: Math.min(65_535, last + widest) };
  return [below, above].find((range) => range.last - range.first + 1 >= fewest);
}

/** The ports that the system gives to outgoing connections: Linux says which, others keep to the registered ones. */
function systemRange(): PortRange {
  const usual =
    process.platform === "linux" ? { first: 32_768, last: 60_999 } : { first: 49_152, last: 65_535 };
  try {
    return parseRange(readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8")) ?? usual;
  } catch {
    return usual;
  }
}

function parseRange(text: string): PortRange | undefined {
  const [first = Number.NaN, last = Number.NaN] = text.trim().split(/\s+/).map(Number);
  return first > 0 && last < 65_536 && first <= last ? { first, last } : undefined;
}

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
};

/** A server on the port, which keeps others off while more ports are picked; undefined if the port is taken. */
function listenOn(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
