import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DataError, matrix, matrixToCsv, numericCsv, parseCsv, toCsv } from "../../src/table/index.ts";

const read = (text: string, id?: string) =>
  numericCsv(parseCsv(text, { file: "runs.csv" }), id === undefined ? {} : { id });

test("parseCsv: reads LF, CRLF, a byte-order mark and a missing final newline alike", () => {
  const plain = read("index,arxiv,github\n1,0.25,0.75\n2,1,0\n");
  for (const text of [
    "\uFEFFindex,arxiv,github\n1,0.25,0.75\n2,1,0\n",
    "index,arxiv,github\r\n1,0.25,0.75\r\n2,1,0\r\n",
    "index,arxiv,github\n1,0.25,0.75\n2,1,0",
    'index,"arxiv",github\n1, 0.25 ,0.75\n\n2,1e0,0\n',
  ]) {
    const { ids, numbers } = read(text);
    assert.deepEqual({ ids, numbers }, { ids: plain.ids, numbers: plain.numbers });
  }
});

test("parseCsv: counts lines through quoted line breaks", () => {
  const csv = parseCsv('name,note\na,"two\nlines"\nb,one\n');
  assert.deepEqual(csv.lines, [2, 4]);
});

const bad: readonly [string, string, RegExp, Partial<DataError>][] = [
  ["an empty file", "", /runs\.csv must have a header and rows, got an empty file/, { file: "runs.csv" }],
  ["a header without rows", "index,a\n", /at least one row below its header/, { file: "runs.csv" }],
  [
    "a short row",
    "index,a,b\n1,2,3\n2,3\n",
    /must have 3 fields as the header has, got 2 at runs\.csv:3/,
    { row: 3 },
  ],
  [
    "a long row of one",
    "index\n1,2\n",
    /must have 1 field as the header has, got 2 at runs\.csv:2/,
    { row: 2 },
  ],
  [
    "a long row",
    "index,a\n1,2,3\n",
    /must have 2 fields as the header has, got 3 at runs\.csv:2/,
    { row: 2 },
  ],
  ["an open quote", 'index,a\n1,"2\n', /quotes must be closed.*runs\.csv/, { file: "runs.csv" }],
  ["a column named twice", "index,a,a\n1,2,3\n", /column names must differ, got "a" twice/, { column: "a" }],
  [
    "semicolons between fields",
    "index;a\n1;2,5\n",
    /must have columns separated by commas.*decimal points/,
    { file: "runs.csv" },
  ],
  ["a table without ids", "a,b\n1,2\n", /must have a column of run ids/, { file: "runs.csv" }],
  ["an id twice", "index,a\n7,1\n8,1\n7,2\n", /got "7" at runs\.csv:4 and at runs\.csv:2/, { row: "7" }],
  ["an empty id", "index,a\n,1\n", /every row must have an id, got none at runs\.csv:2/, { row: 2 }],
  [
    "an empty cell",
    "index,a\n1,\n",
    /finite number, got "" at runs\.csv:2, column "a"/,
    { row: 2, column: "a" },
  ],
  ["NaN", "index,a\n1,NaN\n", /finite number, got "NaN" at runs\.csv:2/, { row: 2 }],
  ["an infinity", "index,a\n1,inf\n", /finite number, got "inf"/, { column: "a" }],
  ["a hexadecimal number", "index,a\n1,0x10\n", /finite number, got "0x10"/, { column: "a" }],
  ["a word", "index,a\n1,high\n", /finite number, got "high"/, { column: "a" }],
];
for (const [what, text, message, place] of bad) {
  test(`numericCsv: refuses ${what} and says where`, () => {
    assert.throws(
      () => read(text),
      (error) => {
        assert.ok(error instanceof DataError);
        assert.match(error.message, message);
        for (const [key, value] of Object.entries(place)) assert.equal(error[key as keyof DataError], value);
        return true;
      },
    );
  });
}

test("numericCsv: an id column that is not there is named with the nearest one", () => {
  assert.throws(() => read("run_id,a\n1,2\n", "runid"), /Did you mean "run_id"\?/);
});

test("numericCsv: reading what matrixToCsv prints gives the same bits", () => {
  const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
    minLength: 3,
    maxLength: 30,
  });
  fc.assert(
    fc.property(numbers, (values) => {
      const whole = values.slice(0, values.length - (values.length % 3)).map((value) => value + 0);
      const source = matrix(["a", "b,c", 'd"e'], Float64Array.from(whole));
      const ids = Array.from({ length: source.rows }, (_, row) => `run ${row}`);
      const back = read(matrixToCsv(source, ids));
      assert.deepEqual(back.ids, ids);
      assert.deepEqual(back.numbers, source);
    }),
  );
});

test("toCsv: quotes commas, quotes and line breaks", () => {
  assert.equal(toCsv(["a", "b"], [["x,y", 'he said "no"']]), 'a,b\n"x,y","he said ""no"""\n');
});
