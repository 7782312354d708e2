import assert from "node:assert/strict";
import { test } from "node:test";
import { startKernel } from "./client.ts";

test("client: pending and later requests of a kernel that died tell how and its last words, and do not wait", async () => {
  const kernel = await startKernel();
  try {
    const last = "require('node:fs').writeSync(2, 'last words\\n'); process.kill(process.pid, 'SIGKILL')";
    const told = /kernel died \(signal SIGKILL\)\nlast words\n/;
    const [pending, queued] = [kernel.execute(last), kernel.execute("2")];
    await Promise.all([assert.rejects(pending, told), assert.rejects(queued, told)]);
    const started = performance.now();
    await assert.rejects(kernel.execute("1"), told);
    assert.ok(performance.now() - started < 1000);
  } finally {
    await kernel.close();
  }
});

test("client: a request of a kernel that was shut down tells its exit code", async () => {
  const kernel = await startKernel();
  try {
    await kernel.request("control", "shutdown_request", { restart: false });
    await kernel.ended();
    await assert.rejects(kernel.execute("1"), /kernel died \(exit 0\)/);
  } finally {
    await kernel.close();
  }
});
