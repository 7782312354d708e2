import assert from "node:assert/strict";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { resultOf, startKernel, streamOf, type TestKernel } from "./client.ts";

let kernel: TestKernel;
before(async () => {
  kernel = await startKernel({
    "data.json": '{"shares": [0.25, 0.75]}',
    "tools.mjs":
      "export const name = 'tools'; export default () => 'tool'; export const here = import.meta.url;",
    "waits.mjs": "export const value = await Promise.resolve('waited');",
    "old.cjs": "module.exports = { one: 1, two: () => 2 };",
  });
});
after(() => kernel.close());

/** Fact → the cells to run, the last with its result; `undefined` where nothing is to be shown. */
const facts: Readonly<Record<string, readonly [...string[], string | undefined]>> = {
  "a type annotation is no code": [
    "const n: number = 3; n satisfies number; (n as unknown as number) * 2",
    "6",
  ],
  "an interface and a type alias leave nothing": ["interface A { a: number }\ntype B = A | null;", undefined],
  "a const may be declared again, in every way": [
    "const v = 1",
    "let v = 2",
    "class v {}",
    "function v() {}",
    "const v = 'last'",
    "v",
    "'last'",
  ],
  "the same cell runs twice": [
    "const t = [1]; class T { x = t }; enum E1 { A }",
    "const t = [1]; class T { x = t }; enum E1 { A }",
    "new T().x",
    "[ 1 ]",
  ],
  "a function sees what later cells declare": [
    "function outer() { return inner() + rate }",
    "const rate = 1; function inner() { return 10 }",
    "const rate = 2; function inner() { return 20 }",
    "outer()",
    "22",
  ],
  "a function of an awaiting cell sees later cells too": [
    "await 1; const rate2 = 1; function outer2() { return rate2 }",
    "const rate2 = 5",
    "outer2()",
    "5",
  ],
  "top-level await keeps its value": ["const late = await Promise.resolve(4); late", "late + 1", "5"],
  "await before a bracket is await": ["await (async () => 6)()", "6"],
  "for await runs at top level": [
    "let sum = 0; for await (const x of [1, Promise.resolve(2)]) sum += x",
    "sum",
    "3",
  ],
  "destructuring keeps every name": [
    "const { a: [p, ...q], b: { c: r = 9 } = {}, ...s } = { a: [1, 2, 3], d: 4 }; await 1",
    "JSON.stringify([p, q, r, s])",
    `'[1,[2,3],9,{"d":4}]'`,
  ],
  "a declaration is silent": ["const silent = 5", undefined],
  "an assignment shows its value": ["let b1; b1 = 7", "7"],
  "a bare assignment to a new name declares it": ["fresh = other = 8", "fresh + other", "16"],
  "an object literal alone is a value": ["{ a: 1, b: [2] }", "{ a: 1, b: [ 2 ] }"],
  "an object literal after await is a value": ["await 1\n{ a: 1 }", "{ a: 1 }"],
  "the last expression counts after declarations": ["const k = 2\nk ** 3", "8"],
  "undefined is silent": ["void 0", undefined],
  "a missing semicolon before a bracket changes nothing": ["const m = 1\nconst o = m\n;[m, o]", "[ 1, 1 ]"],
  "an expression without semicolon before a declaration ends": [
    "globalThis.seen = String\nconst u = 'u'\nawait 1\nconst w = u\nseen(w)",
    "'u'",
  ],
  "an enum works, also in an awaiting cell": [
    "enum Color { Red, Green = 5 }\nawait 1",
    "Color[5]",
    "'Green'",
  ],
  "a namespace works": ["namespace Space { export const inside = 3 }\nSpace.inside", "3"],
  "parameter properties and modifiers work": [
    "abstract class Base { constructor(protected readonly x: number) {} }\nclass Derived extends Base { get() { return this.x } }\nnew Derived(4).get()",
    "4",
  ],
  "standard decorators work": [
    "const twice = (f: any, _: any) => function (this: any) { return 2 * f.call(this) }\nclass Deco { @twice one() { return 1 } }\nnew Deco().one()",
    "2",
  ],
  "using disposes at the end of the cell": [
    "const events: string[] = []; const open = (name: string) => ({ [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() { events.push(name) } })",
    "events.push('used')",
    "events.length",
    "1",
  ],
  "export is accepted": [
    "export const exported = 1; export function exportedToo() { return 2 }",
    "exported + exportedToo()",
    "3",
  ],
  "export default shows its value": ["export default 12", "12"],
  "a static import binds default, names and namespace": [
    "import tool, { name as toolName } from './tools.mjs'; import * as all from './tools.mjs'",
    "[tool(), toolName, all.name]",
    "[ 'tool', 'tools', 'tools' ]",
  ],
  "an import may take the name of an earlier declaration, and back": [
    "let taken = 1; function takenToo() {}",
    "import { name as taken, name as takenToo } from './tools.mjs'",
    "const before = [taken, takenToo]; const taken = 2",
    "[...before, taken]",
    "[ 'tools', 'tools', 2 ]",
  ],
  "import type leaves nothing": [
    "import type { Nothing } from './absent.ts'\nimport { type AlsoNothing } from './absent.ts'\n1",
    "1",
  ],
  "a module with top-level await can be imported": ["import { value } from './waits.mjs'\nvalue", "'waited'"],
  "a dynamic import is resolved from the notebook's folder": [
    "(await import('./tools.mjs')).name",
    "'tools'",
  ],
  "CommonJS gives default and names": ["import old, { one } from './old.cjs'\n[old.two(), one]", "[ 2, 1 ]"],
  "built-in modules can be imported": [
    "import { sep } from 'node:path'; import fs from 'fs'\n[sep, typeof fs.readFileSync]",
    "[ '/', 'function' ]",
  ],
  "require is made from the notebook's folder": [
    "require('./old.cjs').one + require('./data.json').shares[0]",
    "1.25",
  ],
  "import x = require works": ["import legacy = require('./old.cjs')\nlegacy.one", "1"],
  "JSON can be imported, with its attribute or without": [
    "import data from './data.json' with { type: 'json' }\nimport again from './data.json'\n[data.shares[1], again.shares[0]]",
    "[ 0.75, 0.25 ]",
  ],
  "names of globals may be taken": [
    "const crypto = 'mine', performance = 2; [crypto, performance]",
    "[ 'mine', 2 ]",
  ],
  "a name that a module lacks is told when used": [
    "import { notThere } from './tools.mjs'",
    "try { notThere } catch (error) { error.message.includes('must export notThere') }\nlet told = ''; try { notThere } catch (error) { told = error.name }; told",
    "'ReferenceError'",
  ],
  "a directive alone is a string": ["'use nothing'", "'use nothing'"],
  "an empty cell is fine": ["", undefined],
  "a comment alone is fine": ["// nothing", undefined],
  "code runs in strict mode": ["(function () { return this === undefined })()", "true"],
};

for (const [fact, cells] of Object.entries(facts))
  test(`kernel: ${fact}`, async () => {
    const expected = cells.at(-1);
    let shown: unknown;
    for (const code of cells.slice(0, -1) as string[]) {
      const answer = await kernel.execute(code);
      assert.equal(answer.reply.status, "ok", `${code}: ${JSON.stringify(answer.reply.traceback)}`);
      assert.equal(streamOf(answer, "stderr"), "");
      shown = resultOf(answer);
    }
    assert.equal(shown, expected);
  });

test("kernel: local TypeScript modules load with suffix or without, and anew when they or what they import changed", async () => {
  const write = (name: string, text: string): void => writeFileSync(join(kernel.folder, name), text);
  write("leaf.ts", "export enum Kind { Old = 'old' }\nexport const kind: Kind = Kind.Old;\n");
  write(
    "local.ts",
    "import { kind } from './leaf.ts';\nexport const told = (x: number): string => kind + ' ' + x;\n",
  );
  const cell =
    "import { told } from './local'\nimport { told as again } from './local.ts'\n[told(1), told === again]";
  assert.equal(resultOf(await kernel.execute(cell)), "[ 'old 1', true ]");
  write("leaf.ts", "export const kind = 'new';\n");
  utimesSync(join(kernel.folder, "leaf.ts"), 1, 1);
  assert.equal(resultOf(await kernel.execute(cell)), "[ 'new 1', true ]");
  assert.equal(resultOf(await kernel.execute("(await import('./local.js')).told(2)")), "'new 2'");
});

test("kernel: a notebook whose folder has no mixlab gets the one that holds the kernel, in every way to import", async () => {
  writeFileSync(join(kernel.folder, "helper.ts"), "export { table } from 'mixlab';\n");
  const cell = `import * as mixlab from "mixlab"; import { table } from "mixlab"
import { table as helped } from "./helper"
import about from "mixlab/package.json"
const ways = [mixlab.table, helped, (await import("mixlab")).table, require("mixlab").table]
const places = [import.meta.resolve("mixlab"), "file://" + require.resolve("mixlab")]
;[typeof table.matrix, ways.every((way) => way === table), about.name, new Set(places).size]`;
  const answer = await kernel.execute(cell);
  assert.deepEqual(answer.reply.traceback, undefined);
  assert.equal(resultOf(answer), "[ 'function', true, 'mixlab', 1 ]");
  assert.equal(streamOf(answer, "stderr"), "");
  const { reply } = await kernel.execute("import 'mixlab/dist/src/index.js'");
  assert.match(String(reply.evalue), /is not defined by "exports"/);
});

test("kernel: a mixlab installed in the notebook's folder wins over the one that holds the kernel", async () => {
  const other = await startKernel();
  try {
    const folder = join(other.folder, "node_modules", "mixlab");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "name": "mixlab", "main": "index.js" }');
    writeFileSync(join(folder, "index.js"), "exports.own = 'installed';\n");
    const ways = "[own, require('mixlab').own, (await import('mixlab')).own]";
    assert.equal(
      resultOf(await other.execute(`import { own } from "mixlab"\n${ways}`)),
      "[ 'installed', 'installed', 'installed' ]",
    );
    for (const code of ["import 'mixlab/absent.js'", "require('mixlab/absent.js')"]) {
      const { evalue } = (await other.execute(code)).reply;
      assert.match(String(evalue), /^Cannot find module/);
      assert.doesNotMatch(String(evalue), /npm install/);
    }
  } finally {
    await other.close();
  }
});

test("kernel: import.meta and __dirname speak of the notebook's folder", async () => {
  const text = resultOf(
    await kernel.execute(
      "[import.meta.dirname === __dirname, import.meta.url.startsWith('file://'), process.cwd() === __dirname]",
    ),
  );
  assert.equal(text, "[ true, true, true ]");
});
