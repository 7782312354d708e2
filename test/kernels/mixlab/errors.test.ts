import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Message } from "../../../kernels/mixlab/wire/index.ts";
import { startKernel, type TestKernel } from "./client.ts";

let kernel: TestKernel;
before(async () => {
  kernel = await startKernel({
    "broken.mjs": "export const a = ;\n",
    "asks.ts": "import 'not-installed';\n",
    "throws.mjs": "throw new Error('inside')\n",
  });
});
after(() => kernel.close());

async function tracebackOf(code: string): Promise<string> {
  const { reply, published } = await kernel.execute(code);
  const error = published.find(({ header }) => header.msg_type === "error");
  assert.equal(reply.status, "error");
  assert.deepEqual(error?.content, { ename: reply.ename, evalue: reply.evalue, traceback: reply.traceback });
  return (reply.traceback as string[]).join("\n").replaceAll(/Cell \[\d+\]/g, "Cell [n]");
}

test("kernel: a traceback shows the cell's own TypeScript line with a caret, and no frame of the kernel", async () => {
  const code =
    "interface Erased {\n  a: number;\n}\nfunction f(value: any): number {\n  return value.a.b;\n}\nf({} as Erased);";
  assert.equal(
    await tracebackOf(code),
    [
      "TypeError: Cannot read properties of undefined (reading 'b')",
      "",
      "Cell [n], line 5, column 18",
      "  3 | }",
      "  4 | function f(value: any): number {",
      "> 5 |   return value.a.b;",
      "    |                  ^",
      "  6 | }",
      "  7 | f({} as Erased);",
      "",
      "    at f (Cell [n]:5:18)",
      "    at Cell [n]:7:1",
    ].join("\n"),
  );
});

test("kernel: an error after an await in a cell with moved functions is placed right", async () => {
  const text = await tracebackOf(
    "const a = await 1;\nfunction g() { throw new RangeError('moved'); }\n\nconst b = 2; g();",
  );
  assert.match(text, /Cell \[n\], line 2, column 22/);
  assert.match(text, /at g \(Cell \[n\]:2:22\)\n {4}at Cell \[n\]:4:14/);
});

test("kernel: an error in a function of an earlier cell shows that cell's line", async () => {
  await kernel.execute("function early(x: string) {\n  throw new Error(x) // here\n}");
  assert.match(
    await tracebackOf("1\nearly('y')"),
    /line 2, column 9\n.*> 2 \| {3}throw new Error\(x\) \/\/ here/s,
  );
});

test("kernel: a syntax error is reported with line and caret", async () => {
  assert.equal(
    await tracebackOf("const a = 1;\nconst b = (2 + ;"),
    [
      "SyntaxError: Expression expected.",
      "",
      "Cell [n], line 2, column 16",
      "  1 | const a = 1;",
      "> 2 | const b = (2 + ;",
      "    |                ^",
    ].join("\n"),
  );
});

test("kernel: a syntax error that only the engine sees is placed too", async () => {
  assert.match(
    await tracebackOf("const ok = 1;\n{ let x = 1; let x = 2; }"),
    /SyntaxError: Identifier 'x' has already been declared\n\nCell \[n\], line 2, column 18/,
  );
});

test("kernel: causes are shown", async () => {
  assert.match(
    await tracebackOf("throw new Error('outer', { cause: new Error('root') })"),
    /Error: outer.*Caused by:\nError: root/s,
  );
});

test("kernel: a thrown value that is no Error is shown", async () => {
  assert.match(await tracebackOf("throw { code: 5 }"), /Thrown: \{ code: 5 \}/);
});

test("kernel: a failed import names the module and the import's line", async () => {
  assert.match(
    await tracebackOf("// first\nimport x from 'not-installed'"),
    /Cannot find package 'not-installed'.*line 2, column 15/s,
  );
  assert.match(await tracebackOf("import x from './broken.mjs'"), /SyntaxError/);
  assert.match(await tracebackOf("import x from './throws.mjs'"), /Error: inside.*throws\.mjs:1:7/s);
});

for (const [code, ending] of [
  ["import x from 'not-installed'", "npm install not-installed"],
  ["await import('@some/not-installed/part.js')", "npm install @some/not-installed"],
  ["require('not-installed/part')", "npm install not-installed"],
  ["import x from './asks.ts'", "npm install not-installed"],
] as const)
  test(`kernel: ${code} ends with the remedy`, async () => {
    const text = await tracebackOf(code);
    const { evalue } = (await kernel.execute(code)).reply;
    assert.ok(String(evalue).endsWith(`\nInstall it in the notebook's folder: ${ending}`), String(evalue));
    assert.ok(text.includes(String(evalue)));
    assert.doesNotMatch(text, /local-hooks/);
  });

for (const code of [
  "import './absent.mjs'",
  "require('./absent.cjs')",
  "require('/absent')",
  "import 'node:absent'",
  "import '#absent'",
  "import 'fs/absent'",
  "import './broken.mjs'",
  "throw Object.assign(new Error('mine'), { code: 'MODULE_NOT_FOUND' })",
])
  test(`kernel: ${code} is not answered with npm install`, async () => {
    assert.doesNotMatch(await tracebackOf(code), /npm install/);
  });

test("kernel: error.stack, too, speaks of cells", async () => {
  const { published } = await kernel.execute("console.log(new Error('logged').stack)");
  const text = String(published.find(({ header }) => header.msg_type === "stream")?.content.text);
  assert.match(text, /^Error: logged\n {4}at Cell \[\d+\]:1:13\n$/);
});

test("kernel: an error whose message or name throws does not harm the kernel", async () => {
  const { reply } = await kernel.execute(
    "class Odd extends Error { get message(): string { throw 1 } }\nthrow new Odd()",
  );
  assert.equal(reply.status, "error");
  assert.equal((await kernel.execute("1")).reply.status, "ok");
});

for (const [what, code] of [
  ["an unhandled rejection", "Promise.reject(new Error('stray')); 'shown'"],
  ["an exception in a timer", "setTimeout(() => { throw new Error('stray') }, 50); 'shown'"],
  ["a rejection after a timer", "setTimeout(async () => { await 1; throw new Error('stray') }, 50); 'shown'"],
  [
    "an exception in an event listener",
    "setTimeout(() => new EventTarget().dispatchEvent(new Event('none')), 1); queueMicrotask(() => { throw new Error('stray') })",
  ],
] as const)
  test(`kernel: ${what} is shown in the cell that caused it, and the kernel lives`, async () => {
    const id = kernel.send("shell", "execute_request", { code });
    const isStray = ({ header, parent }: Message): boolean =>
      header.msg_type === "error" && parent.msg_id === id;
    const later = kernel.execute("'later'");
    const { content } = await kernel.wait(isStray, "stray error");
    assert.match(String((content.traceback as string[]).join("\n")), /Error: stray\n\nCell \[\d+\], line 1/);
    assert.equal((await kernel.finish(id)).reply.status, "ok");
    assert.equal((await later).reply.status, "ok");
  });

test("kernel: late output belongs to the cell that caused it, not to the one that runs", async () => {
  const id = kernel.send("shell", "execute_request", {
    code: "setTimeout(() => console.log('from before'), 100)",
  });
  await kernel.finish(id);
  const second = await kernel.execute(
    "await new Promise((done) => setTimeout(done, 250)); console.log('mine')",
  );
  const isLate = ({ header, parent }: Message): boolean =>
    header.msg_type === "stream" && parent.msg_id === id;
  assert.equal((await kernel.wait(isLate, "late output")).content.text, "from before\n");
  assert.deepEqual(
    second.published.filter(({ header }) => header.msg_type === "stream").map(({ content }) => content.text),
    ["mine\n"],
  );
});
