import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { newConnection } from "../../../src/notebook/connection.ts";
import { resultOf, startKernel, streamOf, type TestKernel, typesOf } from "./client.ts";

let kernel: TestKernel;
before(async () => {
  kernel = await startKernel();
});
after(() => kernel.close());

const never: Readonly<Record<string, string>> = {
  "a busy loop": "for (;;) {}",
  "a busy loop that catches": "for (;;) { try { for (;;) {} } catch {} finally {} }",
  "a busy loop after an await": "await 1; await new Promise((done) => setTimeout(done, 5)); for (;;) {}",
  "a loop of awaits": "for (;;) await 1",
  "a promise that never settles": "await new Promise(() => {})",
  "a long sleep": "await new Promise((done) => setTimeout(done, 100_000))",
  "a blocking wait": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
};

for (const [means, interrupt] of [
  ["interrupt_request", () => kernel.request("control", "interrupt_request")],
  ["SIGINT", () => kernel.child.kill("SIGINT")],
] as const)
  for (const [what, code] of Object.entries(never))
    test(`kernel: ${means} ends ${what}, and variables are kept`, async () => {
      await kernel.execute("globalThis.kept = 7");
      const id = kernel.send("shell", "execute_request", { code: `console.log("started"); ${code}` });
      await kernel.wait(
        ({ header, parent }) => header.msg_type === "stream" && parent.msg_id === id,
        "start",
      );
      await interrupt();
      const answer = await kernel.finish(id);
      assert.deepEqual(typesOf(answer).slice(-2), ["error", "idle"]);
      assert.deepEqual([answer.reply.status, answer.reply.ename], ["error", "Interrupted"]);
      assert.equal(resultOf(await kernel.execute("kept")), "7");
    });

// A kernel of its own: once AsyncLocalStorage is in use, Node before 24 keeps its hooks on.
test("kernel: an interrupt ends a busy loop within AsyncLocalStorage, and the kernel lives", async () => {
  const other = await startKernel();
  try {
    const code = `const { AsyncLocalStorage } = require("node:async_hooks");
await new AsyncLocalStorage().run(1, async () => { await 1; console.log("started"); for (;;) {} })`;
    for (let time = 0; time < 5; time += 1) {
      const id = other.send("shell", "execute_request", { code });
      await other.wait(({ header, parent }) => header.msg_type === "stream" && parent.msg_id === id, "start");
      await other.request("control", "interrupt_request");
      assert.equal((await other.finish(id)).reply.ename, "Interrupted");
    }
    assert.equal(resultOf(await other.execute("1 + 1")), "2");
  } finally {
    await other.close();
  }
});

test("kernel: interrupts of an idle kernel, also twice, do no harm", async () => {
  for (let time = 0; time < 2; time += 1) {
    kernel.child.kill("SIGINT");
    assert.equal((await kernel.request("control", "interrupt_request")).reply.status, "ok");
  }
  assert.equal(resultOf(await kernel.execute("kept + 1")), "8");
});

test("kernel: a busy timer of an earlier cell is ended too", async () => {
  await kernel.execute("setTimeout(() => { console.log('timer runs'); for (;;) {} }, 20)");
  await kernel.wait(({ content }) => String(content.text).includes("timer runs"), "start of the timer");
  await kernel.request("control", "interrupt_request");
  assert.equal(resultOf(await kernel.execute("kept")), "7");
});

test("kernel: two interrupts of one cell end it once", async () => {
  const id = kernel.send("shell", "execute_request", { code: "console.log(1); for (;;) {}" });
  await kernel.wait(({ header, parent }) => header.msg_type === "stream" && parent.msg_id === id, "start");
  await Promise.all([
    kernel.request("control", "interrupt_request"),
    kernel.request("control", "interrupt_request"),
  ]);
  assert.equal(typesOf(await kernel.finish(id)).filter((type) => type === "error").length, 1);
  assert.equal(resultOf(await kernel.execute("kept")), "7");
});

test("kernel: process.exit() is refused with an explanation", async () => {
  const { reply } = await kernel.execute("process.exit(3)");
  assert.match(String(reply.evalue), /process\.exit\(\) is refused/);
  assert.equal(resultOf(await kernel.execute("kept")), "7");
});

test("kernel: 10 MB and 100 000 small writes arrive whole, in order, in few messages, before idle", async () => {
  const big = await kernel.execute("process.stdout.write('x'.repeat(10_000_000))");
  assert.equal(streamOf(big).length, 10_000_000);
  const small = await kernel.execute("for (let i = 0; i < 100_000; i++) console.log(i)");
  assert.equal(streamOf(small), Array.from({ length: 100_000 }, (_, i) => `${i}\n`).join(""));
  assert.ok(small.published.length < 1000, `${small.published.length} messages`);
  assert.equal(typesOf(small).at(-1), "idle");
});

for (const [channel, restart, code] of [
  ["control", true, "for (;;) {}"],
  ["shell", false, ""],
] as const)
  test(`kernel: shutdown on ${channel} echoes restart and ends with 0${code ? ", in a busy loop" : ""}`, async () => {
    const other = await startKernel();
    try {
      if (code) {
        const id = other.send("shell", "execute_request", { code: `console.log(1);${code}` });
        await other.wait(
          ({ header, parent }) => header.msg_type === "stream" && parent.msg_id === id,
          "start",
        );
      }
      const { reply } = await other.request(channel, "shutdown_request", { restart });
      assert.deepEqual(reply, { status: "ok", restart });
      assert.equal(await other.ended(), 0);
    } finally {
      await other.close();
    }
  });

test("kernel: SIGTERM ends it, in a busy loop too", async () => {
  const other = await startKernel();
  const id = other.send("shell", "execute_request", { code: "console.log(1); for (;;) {}" });
  await other.wait(({ header, parent }) => header.msg_type === "stream" && parent.msg_id === id, "start");
  other.child.kill("SIGTERM");
  assert.equal(await other.ended(), "SIGTERM");
  await other.close();
});

test("kernel: it ends once the process that started it is gone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mixlab-kernel-test-"));
  const file = join(folder, "connection.json");
  const connection = await newConnection();
  writeFileSync(file, JSON.stringify(connection));
  const main = fileURLToPath(new URL("../../../kernels/mixlab/main.js", import.meta.url));
  const script = `const { spawn } = require("node:child_process");
    spawn(process.execPath, ${JSON.stringify([main, file])}, { stdio: ["ignore", "inherit", "inherit"] });
    const look = () => require("node:net").connect(${connection.shell_port}, "127.0.0.1", () => process.exit()).on("error", () => {});
    setInterval(look, 100);`;
  const parent = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  parent.stderr.on("data", (chunk) => {
    log += chunk;
  });
  // The kernel holds the other end of the pipes until it ends.
  await once(parent, "close");
  assert.match(log, /the process that started this kernel is gone/);
  rmSync(folder, { recursive: true, force: true });
});
