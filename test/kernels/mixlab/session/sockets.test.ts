import assert from "node:assert/strict";
import { test } from "node:test";
import { Dealer, Subscriber } from "zeromq";
import { openSockets } from "../../../../kernels/mixlab/session/sockets.ts";
import { channelAddress } from "../../../../kernels/mixlab/wire/index.ts";
import { newConnection } from "../../../../src/notebook/connection.ts";

test("sockets: what arrives before listen waits, and is handed out in order once the owner is whole", async () => {
  const connection = await newConnection();
  const sockets = await openSockets(connection);
  const [shell, iopub] = [new Dealer({ linger: 0 }), new Subscriber({ linger: 0 })];
  try {
    shell.connect(channelAddress(connection, "shell"));
    iopub.connect(channelAddress(connection, "iopub"));
    iopub.subscribe("topic");
    await shell.send("first");
    await shell.send("second");
    await new Promise((resolve) => setTimeout(resolve, 100));

    const heard: string[] = [];
    await new Promise<void>((resolve, reject) => {
      setTimeout(() => reject(new Error(`only ${heard} was handed out`)), 10_000).unref();
      const note = (text: string): void => {
        heard.push(text);
        if (heard.length === 3) resolve();
      };
      sockets.listen({
        received: (channel, frames) => note(`${channel} ${frames.at(-1)}`),
        subscribed: (frame) => note(`iopub ${Buffer.from(frame)}`),
      });
      assert.deepEqual(heard, []);
    });
    assert.deepEqual(
      heard.filter((text) => text.startsWith("shell")),
      ["shell first", "shell second"],
    );
    assert.ok(heard.includes("iopub topic"));
  } finally {
    shell.close();
    iopub.close();
    await sockets.close();
  }
});
