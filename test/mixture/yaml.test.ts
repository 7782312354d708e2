import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { regmixMixtures } from "../../src/dataset/index.ts";
import {
  collect,
  fromYaml,
  normalise,
  regmixNotebookPrior,
  runId,
  sampleMixtures,
  toYaml,
} from "../../src/mixture/index.ts";
import { DataError, rowRecord } from "../../src/table/index.ts";
import { needsPublished } from "../published.ts";

const name = fc.string({ minLength: 0, maxLength: 40, unit: "binary" });
const weights = fc
  .dictionary(name, fc.double({ min: 0, max: 1e9, noNaN: true, noDefaultInfinity: true }), {
    minKeys: 1,
    maxKeys: 12,
  })
  .filter((given) => Object.values(given).some((weight) => weight > 0));

test("fromYaml ∘ toYaml: any domains and weights come back to the last bit, under any prefix", async () => {
  await fc.assert(
    fc.asyncProperty(
      weights,
      fc.constantFrom("train_the_pile_", "", "x: ", "true"),
      async (mixture, train) => {
        const text = toYaml(mixture, { prefixes: { train } });
        const read = await fromYaml(text, { prefixes: { train } });
        const plus = Object.entries(mixture).map(([domain, weight]) => [domain, weight + 0]);
        assert.deepEqual(Object.entries(read.mixture), Object.entries(Object.fromEntries(plus)));
        assert.deepEqual(Object.keys(read.valid), Object.keys(mixture));
      },
    ),
  );
});

test("fromYaml ∘ toYaml: settings come back", async () => {
  const settings = {
    seed: 42,
    minimum: 2e-4,
    tiny: 1e-7,
    model_name: "tinyllama_1M",
    note: "yes: #1",
    on: true,
  };
  const read = await fromYaml(toYaml({ web: 1 }, { settings, valid: { books: 1 } }));
  assert.deepEqual(read, { mixture: { web: 1 }, valid: { books: 1 }, settings });
});

test("toYaml: the layout is the published one", () => {
  const text = toYaml(
    { arxiv: 0.0036, pile_cc: 1, europarl: 2e-8 },
    { valid: { pile_cc: 1 }, settings: { model_name: "tinyllama_1_1b" } },
  );
  assert.equal(
    text,
    `train:
  train_the_pile_arxiv: 0.0036
  train_the_pile_pile_cc: 1.0
  train_the_pile_europarl: 2.0e-8
valid:
  valid_the_pile_pile_cc: 1.0
model_name: tinyllama_1_1b
`,
  );
  assert.match(
    toYaml({ a: 0.1, b: 0.25, c: 0.65, d: 0 }, { decimals: 5 }),
    /_a: 0\.1\n.*_b: 0\.25\n.*_c: 0\.65\n.*_d: 0\n/,
  );
  assert.match(toYaml({ a: 100 }, { decimals: 0 }), /_a: 100\n/);
  assert.match(toYaml({ a: 1 }, { valid: {} }), /\nvalid: \{\}\n/);
});

test("sampled mixtures: written with 5 decimals and collected, the table is the one that was sampled", async () => {
  const sampled = sampleMixtures(regmixNotebookPrior, { count: 12, seed: 4, multiplier: 10 });
  const files = sampled.ids.map((id, row) => ({
    name: `n${id}.yaml`,
    text: toYaml(rowRecord(sampled.mixtures, row), { decimals: 5 }),
  }));
  assert.deepEqual(await collect(files.toReversed(), { normalised: false }), sampled);
});

test("collect: a domain a file leaves out is 0, rows stand in the order of their ids, sums are 1", async () => {
  const files = [
    { name: "n10.yaml", text: "train: { train_the_pile_web: 3, train_the_pile_code: 1 }" },
    { name: "n2.yaml", text: "train:\n  train_the_pile_books: 2\n" },
  ];
  const table = await collect(files);
  assert.deepEqual(table.ids, ["2", "10"]);
  assert.deepEqual(rowRecord(table.mixtures, 0), { web: 0, code: 0, books: 1 });
  assert.deepEqual(rowRecord(table.mixtures, 1), { web: 0.75, code: 0.25, books: 0 });
  const chosen = await collect(files, { domains: ["books", "code", "web"], normalised: false });
  assert.deepEqual(chosen.mixtures.names, ["books", "code", "web"]);
  assert.deepEqual(rowRecord(chosen.mixtures, 1), { books: 0, code: 1, web: 3 });
});

test("runId: numbered files lose their n, others keep their name", () => {
  const names = ["n1.yaml", "n512.yml", "human.yaml", "nano.yaml", "n1b.yaml", "7.yaml"];
  assert.deepEqual(names.map(runId), ["1", "512", "human", "nano", "n1b", "7"]);
});

test("fromYaml: a file without sections is weights alone; names without the prefix stay", async () => {
  assert.deepEqual((await fromYaml("arxiv: 0.25\npile_cc: .75\n")).mixture, { arxiv: 0.25, pile_cc: 0.75 });
  const mixed = await fromYaml(
    "train:\n  train_the_pile_arxiv: 1e-05 # small\n  2021: 1\nnested: { a: 1 }\n",
  );
  assert.deepEqual(mixed, { mixture: { 2021: 1, arxiv: 1e-5 }, valid: {}, settings: {} });
});

test("published mixtures: all four are read, three of 17 domains and one of 1", needsPublished, async () => {
  const files = await regmixMixtures();
  const domains = Object.keys(regmixNotebookPrior);
  const table = await collect(files, { domains });
  assert.deepEqual(table.ids.toSorted(), ["doremi", "human", "pile_cc_only", "regmix"]);
  const regmix = rowRecord(table.mixtures, table.ids.indexOf("regmix"));
  assert.ok(Math.abs(regmix.pile_cc - 0.8701291419934237) < 1e-4);
  const human = await fromYaml(files.find((file) => file.name === "human.yaml")?.text ?? "");
  assert.deepEqual(human.valid, { pile_cc: 1 });
  assert.deepEqual(human.settings, { model_name: "tinyllama_1_1b" });
  assert.deepEqual(normalise(human.mixture), rowRecord(table.mixtures, table.ids.indexOf("human")));
});

test("fromYaml, collect: bad content names the file, the line and the domain", async () => {
  const file = "n7.yaml";
  const read = (text: string) => () => fromYaml(text, { file });
  const cases: [() => Promise<unknown>, RegExp, Partial<DataError>][] = [
    [read("train:\n  web: 1\n bad"), /n7.yaml must be YAML, got at line 3/, { row: 3 }],
    [read("train:\n  web: 1\n  web: 2"), /must be YAML, got at line 3: Map keys must be unique/, { row: 3 }],
    [
      read("train:\n  train_the_pile_web: 1\n  web: 2"),
      /"web" twice, again at line 3/,
      { row: 3, column: "web" },
    ],
    [
      read("train:\n  web: 1\n  code: -0.5"),
      /weight of "code" in n7.yaml.*got -0.5 at line 3/,
      { row: 3, column: "code" },
    ],
    [read("train:\n  web: .nan"), /got NaN at line 2/, { row: 2, column: "web" }],
    [read("train:\n  web: lots"), /got "lots" at line 2/, { column: "web" }],
    [read("train:\n  web:"), /got null at line 2/, {}],
    [read("a: &a 1\ntrain:\n  web: *a"), /weight of "web".*got null at line 3/, { row: 3 }],
    [read("train: 3"), /section "train" of n7.yaml must hold a weight per domain, got 3 at line 1/, {}],
    [read("train:\n  web: 0"), /a weight above 0, got a sum of 0/, {}],
    [read("- 1"), /must hold a "train" section, got "- 1"/, {}],
    [read(""), /must hold a "train" section/, {}],
    [read("? [1, 2]\n: 3"), /must be a single word, got a section at line 1/, {}],
    [read("#".repeat(4_000_001)), /at most 4000000 characters, got 4000001/, {}],
    [
      () => collect([{ name: file, text: "train: { pile_c: 1 }" }], { domains: ["arxiv", "pile_cc"] }),
      /a domain of n7.yaml must be one of the 2 known names, got "pile_c". Did you mean "pile_cc"/,
      { column: "pile_c" },
    ],
    [
      () => collect(["7.yaml", file].map((name) => ({ name, text: "train: { a: 1 }" }))),
      /run id of its own, got "7" for 7.yaml and n7.yaml/,
      { row: "7" },
    ],
  ];
  for (const [run, message, place] of cases) {
    await assert.rejects(run, (error: unknown) => {
      assert.ok(error instanceof DataError);
      assert.match(error.message, message);
      assert.equal(error.file, file);
      for (const [field, value] of Object.entries(place))
        assert.equal(error[field as keyof DataError], value);
      return true;
    });
  }
  await assert.rejects(() => collect([]), { name: "RangeError", message: /files must not be empty/ });
});

test("fromYaml: any text is read or refused with a DataError", async () => {
  const piece = fc.constantFrom(
    "train:",
    "valid:",
    "\n",
    "  ",
    "web",
    ": ",
    "1",
    "-",
    "{",
    "}",
    "[",
    ",",
    "&a ",
    "*a",
    "? ",
    "|",
    "#",
    "!!map ",
    "<<: ",
    '"',
    "0.5",
    "---\n",
    "\t",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 25 }), async (pieces) => {
      try {
        const { mixture } = await fromYaml(pieces.join(""));
        assert.ok(Object.values(mixture).every((weight) => weight >= 0));
      } catch (error) {
        assert.ok(error instanceof DataError, String(error));
      }
    }),
    { numRuns: 2000 },
  );
});

test("toYaml: refuses what is no mixture, and names it", () => {
  const cases: [() => unknown, RegExp][] = [
    [() => toYaml({}), /mixture must name a domain/],
    [() => toYaml({ web: 1, code: -1 }), /got -1 at "code"/],
    [
      () => toYaml({ web: 1 }, { valid: { web: Number.NaN } }),
      /valid must hold numbers from 0 up, got NaN at "web"/,
    ],
    [() => toYaml({ ["a".repeat(501)]: 1 }), /a name must have at most 500 characters/],
    [
      () => toYaml({ web: 1 }, { settings: { seed: Number.NaN } }),
      /settings must hold finite numbers, got NaN at "seed"/,
    ],
  ];
  for (const [run, message] of cases) assert.throws(run, { name: "RangeError", message });
});
