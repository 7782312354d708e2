import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { parseTrainingLog, trainingLog, trainingLogs } from "../../src/dataset/index.ts";

const header = { schema: "mixlab-training-log", version: 1, name: "proxy-1", parameters: 904, width: 4 };
const record = (step: number, more: object = {}) => ({
  step,
  tokens: 16 * step,
  lossNats: 4 - step / 100,
  learningRate: 0.01,
  seconds: step / 8,
  ...more,
});
const lines = (...objects: readonly object[]): string =>
  objects.map((object) => `${JSON.stringify(object)}\n`).join("");
const whole = lines(header, record(1), record(2, { validationLossNats: 3.9 }), record(5));

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "mixlab-logs-"));
});
after(() => rm(folder, { recursive: true }));

test("parseTrainingLog: gives the header's details and one number a record in each column", () => {
  assert.deepEqual(parseTrainingLog(whole, "a.jsonl"), {
    name: "proxy-1",
    parameters: 904,
    details: { width: 4 },
    steps: Float64Array.of(1, 2, 5),
    tokens: Float64Array.of(16, 32, 80),
    lossNats: Float64Array.of(3.99, 3.98, 3.95),
    learningRate: Float64Array.of(0.01, 0.01, 0.01),
    seconds: Float64Array.of(0.125, 0.25, 0.625),
    validation: { tokens: Float64Array.of(32), lossNats: Float64Array.of(3.9) },
    isCutShort: false,
  });
});

test("parseTrainingLog: CRLF, a byte-order mark, no last line end and fields it does not know change nothing", () => {
  const plain = parseTrainingLog(whole, "a.jsonl");
  const others = [
    whole.replaceAll("\n", "\r\n"),
    `\uFEFF${whole}`,
    whole.trimEnd(),
    lines(header, record(1, { gradientNorm: 2 }), record(2, { validationLossNats: 3.9 }), record(5)),
  ];
  for (const text of others) assert.deepEqual(parseTrainingLog(text, "a.jsonl"), plain);
});

test("parseTrainingLog: a log cut anywhere below its header keeps the records before the cut and says so", () => {
  const ends = [...whole.matchAll(/\n/g)].map((match) => match.index);
  fc.assert(
    fc.property(fc.integer({ min: ends[0], max: whole.length }), (cut) => {
      const log = parseTrainingLog(whole.slice(0, cut), "a.jsonl");
      const complete = ends.slice(1).filter((end) => end <= cut).length;
      const inLine = cut > 0 && !ends.some((end) => cut === end || cut === end + 1);
      assert.equal(log.isCutShort, inLine);
      assert.deepEqual(log.steps, Float64Array.of(1, 2, 5).subarray(0, complete));
      assert.equal(log.validation.tokens.length, complete >= 2 ? 1 : 0);
    }),
    { numRuns: 300 },
  );
});

test("parseTrainingLog: prints and reads any records back as the same numbers", () => {
  const positive = fc.double({ min: 0, max: 1e12, noNaN: true });
  const records = fc.array(fc.tuple(fc.integer({ min: 1, max: 1e6 }), positive, positive), { maxLength: 20 });
  fc.assert(
    fc.property(records, (drawn) => {
      let step = 0;
      const made = drawn.map(([ahead, lossNats, learningRate]) => {
        step += ahead;
        return { step, tokens: 3 * step, lossNats, learningRate, seconds: step };
      });
      const log = parseTrainingLog(lines(header, ...made), "a.jsonl");
      assert.deepEqual(
        [...log.steps],
        made.map((row) => row.step),
      );
      assert.deepEqual(
        [...log.lossNats],
        made.map((row) => row.lossNats),
      );
      assert.deepEqual(
        [...log.learningRate],
        made.map((row) => row.learningRate),
      );
    }),
  );
});

const refusals: readonly (readonly [string, string, number, string | undefined, RegExp])[] = [
  [
    "an empty file",
    "",
    1,
    "schema",
    /first line must be the header .*, got "" at a\.jsonl:1\. Is it a training log\?/,
  ],
  ["no header", lines(record(1)), 1, "schema", /must be the header/],
  ["a header cut short", JSON.stringify(header).slice(0, 40), 1, "schema", /must be the header/],
  ["another schema", lines({ ...header, schema: "other" }), 1, "schema", /must be the header/],
  [
    "a later version",
    lines({ ...header, version: 2 }),
    1,
    "version",
    /version must be 1, got 2 .* later one/,
  ],
  ["no name", lines({ ...header, name: " " }), 1, "name", /name must be text, got " "/],
  ["parameters no count", lines({ ...header, parameters: 9.5 }), 1, "parameters", /above 0, got 9\.5/],
  ["no parameters", lines({ ...header, parameters: undefined }), 1, "parameters", /got undefined/],
  [
    "NaN",
    `${lines(header)}{"step":1,"lossNats":NaN}\n`,
    2,
    undefined,
    /one JSON object, got .*no NaN or Infinity/,
  ],
  ["a list", `${lines(header)}[1]\n`, 2, undefined, /must be one JSON object, got \[1\]/],
  ["text behind the last line", `${whole}done`, 5, undefined, /one JSON object, got "done"/],
  ["an empty line inside", whole.replace("\n", "\n\n"), 2, undefined, /one JSON object, got ""/],
  ["a broken line inside", whole.replace('"tokens":16,', '"tok'), 2, undefined, /one JSON object/],
  [
    "a field missing",
    lines(header, { ...record(1), tokens: undefined }),
    2,
    "tokens",
    /got undefined .*Every record has step,/,
  ],
  ["null", lines(header, record(1, { lossNats: null })), 2, "lossNats", /got null/],
  [
    "an infinite loss",
    `${lines(header)}${JSON.stringify(record(1)).replace("3.99", "1e999")}\n`,
    2,
    "lossNats",
    /got Infinity/,
  ],
  [
    "a negative loss",
    lines(header, record(1, { lossNats: -1 })),
    2,
    "lossNats",
    /at least 0, got -1 at a\.jsonl:2/,
  ],
  ["text for a number", lines(header, record(1, { seconds: "1" })), 2, "seconds", /got "1"/],
  ["half a step", lines(header, record(1, { step: 1.5 })), 2, "step", /whole number of at least 0, got 1\.5/],
  ["a negative rate", lines(header, record(1, { learningRate: -1 })), 2, "learningRate", /got -1/],
  [
    "a validation loss of text",
    lines(header, record(1, { validationLossNats: "low" })),
    2,
    "validationLossNats",
    /got "low"/,
  ],
  [
    "steps that stay",
    lines(header, record(3), record(3)),
    3,
    "step",
    /must rise .* got 3 after 3 at a\.jsonl:3\. A run that was resumed/,
  ],
  ["steps that fall", lines(header, record(3), record(4), record(2)), 4, "step", /got 2 after 4/],
  [
    "tokens that stay",
    lines(header, record(1), record(2, { tokens: 16 })),
    3,
    "tokens",
    /must rise .* got 16 after 16/,
  ],
  [
    "seconds that fall",
    lines(header, record(1), record(2, { seconds: 0 })),
    3,
    "seconds",
    /must not fall .* got 0 after 0\.125/,
  ],
  [
    "a line too long",
    `${lines(header)}${"x".repeat(65_537)}\n`,
    2,
    undefined,
    /at most 65536 characters, got 65537/,
  ],
];

test("parseTrainingLog: refuses what is no log, with file, line, field and remedy", () => {
  for (const [what, text, row, column, message] of refusals) {
    assert.throws(
      () => parseTrainingLog(text, "a.jsonl"),
      (error: unknown) => {
        const { name, file, message: said } = error as Error & { file: string };
        assert.deepEqual(
          [name, file, (error as { row: unknown }).row, (error as { column: unknown }).column],
          ["DataError", "a.jsonl", row, column],
          what,
        );
        assert.match(said, message, what);
        return true;
      },
      what,
    );
  }
});

test("parseTrainingLog: more records than the maximum are refused before they are kept", () => {
  const few = { maximum: 2 };
  assert.throws(() => parseTrainingLog(whole, "a.jsonl", few), {
    name: "DataError",
    row: 4,
    message: /at most 2 records, got more at a\.jsonl:4\. Log less often\./,
  });
});

test("trainingLog and trainingLogs: read files in name order, and two runs of one name are refused", async () => {
  await writeFile(join(folder, "b.jsonl"), lines({ ...header, name: "second" }, record(1)));
  await writeFile(join(folder, "a.jsonl"), whole);
  await writeFile(join(folder, "notes.txt"), "no log");
  assert.deepEqual(await trainingLog(join(folder, "a.jsonl")), parseTrainingLog(whole, "a.jsonl"));
  assert.deepEqual(
    (await trainingLogs(folder)).map((log) => log.name),
    ["proxy-1", "second"],
  );
  await writeFile(join(folder, "c.jsonl"), whole);
  await assert.rejects(trainingLogs(folder), {
    name: "DataError",
    column: "name",
    message: /must differ in name, got "proxy-1" in a\.jsonl too at .*c\.jsonl:1/,
  });
  await assert.rejects(trainingLog(join(folder, "none.jsonl")), /must be a readable file/);
});
