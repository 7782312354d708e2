import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { JsonObject } from "../../../kernels/mixlab/wire/index.ts";
import { resultOf, startKernel, streamOf, type TestKernel, typesOf } from "./client.ts";

let kernel: TestKernel;
before(async () => {
  kernel = await startKernel();
});
after(() => kernel.close());

async function publishedAs(type: string, code: string): Promise<readonly JsonObject[]> {
  const { published, reply } = await kernel.execute(code);
  assert.equal(reply.status, "ok", JSON.stringify(reply.traceback));
  return published.filter(({ header }) => header.msg_type === type).map(({ content }) => content);
}

const symbol = 'Symbol.for("Jupyter.display")';

test("kernel: a value that describes itself is shown so, whether at once or later", async () => {
  for (const word of ["", "async "]) {
    const [result] = await publishedAs(
      "execute_result",
      `({ ${word}[${symbol}]() { return { "text/html": "<b>1</b>", "text/plain": "1" } } })`,
    );
    assert.deepEqual(result?.data, { "text/html": "<b>1</b>", "text/plain": "1" });
  }
});

test("kernel: bytes of a described value become base64", async () => {
  const [result] = await publishedAs(
    "execute_result",
    `({ [${symbol}]: () => ({ "image/png": new Uint8Array([1, 2, 3]) }) })`,
  );
  assert.deepEqual(result?.data, { "image/png": "AQID" });
});

test("kernel: text/plain has no colours, and long arrays are cut", async () => {
  assert.equal(resultOf(await kernel.execute("({ a: 'x', b: [1n, null] })")), "{ a: 'x', b: [ 1n, null ] }");
  const text = String(resultOf(await kernel.execute("new Float64Array(1e6)")));
  assert.ok(
    text.startsWith("Float64Array(1000000) [") &&
      text.endsWith("... 999900 more items\n]") &&
      text.length < 2000,
  );
});

test("kernel: a promise is shown without the kernel's own marks", async () => {
  assert.doesNotMatch(String(resultOf(await kernel.execute("Promise.resolve(5)"))), /Symbol/);
});

test("kernel: a plotly figure is shown as one, its typed arrays as lists", async () => {
  const [result] = await publishedAs(
    "execute_result",
    "({ data: [{ x: new Float64Array([1, 2]), type: 'scatter' }], layout: { title: 't' } })",
  );
  const data = result?.data as JsonObject;
  assert.deepEqual(data["application/vnd.plotly.v1+json"], {
    data: [{ x: [1, 2], type: "scatter" }],
    layout: { title: "t" },
  });
  const [plain] = await publishedAs("execute_result", "({ data: [1], layout: {}, other: 1 })");
  assert.deepEqual(Object.keys(plain?.data as object), ["text/plain"]);
});

test("kernel: a value whose description fails is an error of the cell", async () => {
  const { reply } = await kernel.execute(`({ [${symbol}]() { throw new Error("no view") } })`);
  assert.deepEqual([reply.status, reply.evalue], ["error", "no view"]);
});

test("kernel: display shows, and updates by name", async () => {
  const view = (text: string): string => `{ [${symbol}]: () => ({ "text/plain": "${text}" }) }`;
  const [shown] = await publishedAs("display_data", `display(${view("a")}, { displayId: "d" })`);
  assert.deepEqual(shown, { data: { "text/plain": "a" }, metadata: {}, transient: { display_id: "d" } });
  const [updated] = await publishedAs(
    "update_display_data",
    `display(${view("b")}, { displayId: "d", update: true })`,
  );
  assert.deepEqual(updated, { data: { "text/plain": "b" }, metadata: {}, transient: { display_id: "d" } });
  const { reply } = await kernel.execute("display(1, { update: true })");
  assert.match(String(reply.evalue), /an update must name its display/);
});

test("kernel: clearOutput clears, at once or with the next output", async () => {
  assert.deepEqual(await publishedAs("clear_output", "clearOutput(); clearOutput(true)"), [
    { wait: false },
    { wait: true },
  ]);
});

test("kernel: libraries reach the notebook through Symbol.for('Jupyter.kernel')", async () => {
  const code = `const hook = globalThis[Symbol.for("Jupyter.kernel")];
hook.display({ "text/html": "<i>1</i>" }, { displayId: "bar" });
hook.display({ "text/html": "<i>2</i>" }, { displayId: "bar", update: true, transient: { extra: 1 } });
hook.clear(true);`;
  const answer = await kernel.execute(code);
  assert.deepEqual(typesOf(answer).slice(2, -1), ["display_data", "update_display_data", "clear_output"]);
  assert.deepEqual(answer.published[3]?.content.transient, { extra: 1, display_id: "bar" });
});

test("kernel: the hook's signal is the running cell's, and an interrupt aborts it", async () => {
  const hook = 'globalThis[Symbol.for("Jupyter.kernel")]';
  const id = kernel.send("shell", "execute_request", {
    code: `globalThis.first = ${hook}.signal; console.log("started"); await new Promise(() => {})`,
  });
  await kernel.wait(({ header, parent }) => header.msg_type === "stream" && parent.msg_id === id, "start");
  await kernel.request("control", "interrupt_request");
  await kernel.finish(id);
  const told = await kernel.execute(
    `String([first.aborted, ${hook}.signal === first, ${hook}.signal.aborted])`,
  );
  assert.equal(resultOf(told), "'true,false,false'");
});

test("kernel: text and displays keep their order", async () => {
  const answer = await kernel.execute("console.log(1); display(2); console.log(3); console.error(4); 5");
  assert.deepEqual(typesOf(answer).slice(2, -1), [
    "stream",
    "display_data",
    "stream",
    "stream",
    "execute_result",
  ]);
});

test("kernel: what a child process writes to inherited streams reaches the cell that started it", async () => {
  const answer = await kernel.execute(
    `const { spawn } = require("node:child_process");
const child = spawn(process.execPath, ["-e", "console.log('out'); console.error('err')"], { stdio: "inherit" });
await new Promise((done) => child.on("close", done)); void 0`,
  );
  assert.equal(streamOf(answer), "out\n");
  assert.equal(streamOf(answer, "stderr"), "err\n");
});

test("kernel: process.stdout.write takes text, bytes split anywhere, and a callback", async () => {
  const answer = await kernel.execute(
    "process.stdout.write(Buffer.from([0xc3])); process.stdout.write(Buffer.from([0xa9])); process.stdout.write('4142', 'hex'); await new Promise((done) => process.stdout.write('!', done)); void 0",
  );
  assert.equal(streamOf(answer), "éAB!");
});
