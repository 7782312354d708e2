import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { resultOf, startKernel, type TestKernel } from "./client.ts";

let kernel: TestKernel;
before(async () => {
  kernel = await startKernel();
});
after(() => kernel.close());

const cell = (folder: string, engine: string, signal = "notebook.cellSignal()") => `
import { notebook, train } from "mixlab";
const configuration = { ...train.configurations["pocket-tiny"], vocabularySize: 257 };
const schedule = { kind: "constant", peak: 1e-3, warmupSteps: 0 } as const;
const size = { sequences: 2, length: 8, steps: 1_000_000 };
const files = { tokens: "text.tokens" };
await train.writeByteTokens("text.tokens", ["text.txt"]);
await train.trainProxy(
  { name: "a", configuration: configuration, ...files, ...size, schedule: schedule, seed: 1 },
  { folder: ${JSON.stringify(folder)}, engine: { engine: "${engine}" }, signal: ${signal}, onLine: console.log },
);`;

for (const engine of ["onnx", "cpu"])
  test(`kernel: Stop lets a training cell save on ${engine}, and the cell goes on when it is run again`, async () => {
    await kernel.execute(`require("node:fs").writeFileSync("text.txt", "to be or not to be ".repeat(20))`);
    const folder = join(kernel.folder, engine);
    for (const said of [/^step \d+\//m, /goes on after step \d+ of/]) {
      const id = kernel.send("shell", "execute_request", { code: cell(folder, engine) });
      await kernel.wait(
        ({ header, parent, content }) =>
          header.msg_type === "stream" && parent.msg_id === id && said.test(String(content.text)),
        "a line",
      );
      await kernel.request("control", "interrupt_request");
      assert.equal((await kernel.finish(id)).reply.ename, "Interrupted");
      for (let tries = 0; existsSync(join(folder, "run.lock")) && tries < 200; tries++)
        await new Promise((resolve) => setTimeout(resolve, 50));
      assert.ok(existsSync(join(folder, "latest.json")));
      assert.ok(!existsSync(join(folder, "run.lock")));
    }
  });

test("kernel: Stop ends a training cell that has no signal between two steps, and the kernel lives", async () => {
  const id = kernel.send("shell", "execute_request", {
    code: cell(join(kernel.folder, "deaf"), "onnx", "undefined"),
  });
  await kernel.wait(
    ({ header, parent, content }) =>
      header.msg_type === "stream" && parent.msg_id === id && /^step \d+\//m.test(String(content.text)),
    "a line",
  );
  await kernel.request("control", "interrupt_request");
  assert.equal((await kernel.finish(id)).reply.ename, "Interrupted");
  assert.equal(resultOf(await kernel.execute("1 + 1")), "2");
});
