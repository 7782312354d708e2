import { context, Router, XPublisher } from "zeromq";
import { type Channel, type Connection, channelAddress } from "../wire/index.ts";
import { log } from "./log.ts";

/** The five bound sockets of a kernel. */
export interface Sockets {
  /** Starts to read; what arrived before waits in the sockets' queues. To be called once. */
  listen(handlers: Handlers): void;
  /** Queues frames on a socket, in order; never drops. */
  send(channel: Exclude<Channel, "hb">, frames: readonly Uint8Array[]): void;
  /** Waits until all that was queued has been handed to the system, then closes. */
  close(): Promise<void>;
}

/** Long enough for the last reply to leave this machine's queues. */
const flushMilliseconds = 50;

/** What is done with that which arrives. */
export interface Handlers {
  received(channel: "shell" | "control" | "stdin", frames: Uint8Array[]): void;
  subscribed(topic: Uint8Array): void;
}

/**
 * Binds the sockets of a connection. Nothing is read before `listen`, so that the owner of the handlers is whole by then.
 * High-water marks are lifted: a publisher at its mark drops messages, the idle status among them.
 */
export async function openSockets(connection: Connection): Promise<Sockets> {
  // Nothing waits for a client that went without its messages; closing leaves time for those that are there.
  context.blocky = false;
  const unbounded = { sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 0 };
  const sockets = {
    shell: new Router({ ...unbounded, handover: true }),
    control: new Router({ ...unbounded, handover: true }),
    stdin: new Router({ ...unbounded, handover: true }),
    hb: new Router({ ...unbounded, handover: true }),
    iopub: new XPublisher({ ...unbounded, verbosity: "allSubs" }),
  };
  for (const [channel, socket] of Object.entries(sockets))
    await socket.bind(channelAddress(connection, channel as Channel));

  const sends = new Map<Channel, Promise<void>>();
  let isClosing = false;
  const send = (channel: Channel, frames: readonly Uint8Array[]): void => {
    if (isClosing) return;
    const before = sends.get(channel) ?? Promise.resolve();
    const sent = before.then(() => (sockets[channel] as Router).send([...frames]));
    sends.set(
      channel,
      sent.catch((error) => log(`could not send on ${channel}: ${error}`)),
    );
  };

  return {
    send,
    listen({ received, subscribed }) {
      for (const channel of ["shell", "control", "stdin"] as const)
        void read(sockets[channel], channel, (frames) => received(channel, frames));
      void read(sockets.hb, "hb", (frames) => send("hb", frames));
      void read(sockets.iopub, "iopub", ([frame]) => {
        if (frame?.[0] === 1) subscribed(frame.subarray(1));
      });
    },
    async close() {
      isClosing = true;
      await Promise.all(sends.values());
      await new Promise((resolve) => setTimeout(resolve, flushMilliseconds));
      for (const socket of Object.values(sockets)) socket.close();
    },
  };
}

async function read(
  socket: { readonly closed: boolean; receive(): Promise<Uint8Array[]> },
  channel: Channel,
  handle: (frames: Uint8Array[]) => void,
): Promise<void> {
  while (!socket.closed)
    try {
      handle(await socket.receive());
    } catch (error) {
      if (!socket.closed) log(`${channel}: ${error instanceof Error ? error.message : error}`);
    }
}
