import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import type { Ours } from "../../src/notebook/judge.ts";
import { readTargets, type Target, targetOf } from "../../src/notebook/targets.ts";
import { displaySymbol, verdict, verdictType } from "../../src/notebook/verdict.ts";

const all = readTargets();
const paper = (id: string) => targetOf(id, all).paper as Readonly<Record<string, Ours>>;
const made = (rest: Partial<Target>): readonly Target[] => [
  { id: "T", title: "t", source: "s", paper: "1.25", rule: { kind: "equal" }, tolerance: "equal", ...rest },
];

test("targets: the targets of both papers are there, and judging the published values gives no difference", () => {
  assert.deepEqual(
    all.map((target) => target.id),
    [
      ...["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11"],
      ...["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9"],
    ],
  );
  const expected: Record<string, string> = { R4: "differs", R9: "quoted", R11: "quoted" };
  // Prints in few digits are not what the public data give in nine: ours must be both.
  for (const id of ["S2", "S3", "S5"]) expected[id] = "differs";
  for (const { id } of all) assert.equal(verdict(id, paper(id)).verdict, expected[id] ?? "match", id);
});

test("verdict: Table 2 is close when our numbers are those the public data give, and differs when they are print's", () => {
  const ours = {
    linear: { "1m": 90.2112, "60m": 89.3284, "1b": 87.66, error: 0.12431 },
    boosting: { "1m": 98.9156, "60m": 98.49, "1b": 96.51, error: 0.041472 },
  };
  const close = verdict("R4", ours);
  assert.equal(close.verdict, "close");
  assert.deepEqual(
    close.parts.map((part) => part.verdict),
    ["close", "close", "close", "close", "close", "close", "close", "match"],
  );
  assert.equal(close.ours, "boosting.1m 98.92, boosting.60m 98.49, boosting.1b 96.51 and 5 more");
  assert.equal(verdict("R4", { ...ours, boosting: { ...ours.boosting, "1b": 97.12 } }).verdict, "differs");
});

test("verdict: one wrong part makes the target differ, and shows ours in full", () => {
  const mixture = { ...paper("R3"), github: 0.0011373211 };
  const result = verdict("R3", mixture);
  assert.equal(result.verdict, "differs");
  const [part] = result.parts.filter((each) => each.verdict === "differs");
  assert.deepEqual([part?.name, part?.paper, part?.ours], ["github", "1.13732015e-03", "0.0011373211"]);
  assert.equal(result.parts.filter((each) => each.verdict === "match").length, 16);
});

test("verdict: the optimal mixture in doubles has the printed digits", () => {
  const doubles = { ...paper("R3"), arxiv: 0.004663295435952718, nih_exporter: 4.837248167442593e-7 };
  assert.equal(verdict("R3", doubles).verdict, "match");
});

test("verdict: a part left out differs, cells that the paper does not print are passed over", () => {
  const { pile_cc, ...rest } = paper("R1");
  assert.equal(verdict("R1", rest).verdict, "differs");
  assert.equal(verdict("R1", { ...rest, "pile-cc": pile_cc }).verdict, "differs");
  assert.equal(verdict("R1", { ...rest, pile_cc, europarl: 1 }).verdict, "match");
  assert.throws(() => verdict("R1", 3), /ours must have the parts of R1, got 3/);
  assert.throws(() => verdict("R12", 3), /id must be one of the 20 known names, got "R12"/);
});

test("verdict: each rule says what it says", () => {
  const rounded = { kind: "rounded", decimals: 1, close: 0.2 } as const;
  const within = { kind: "within", by: 0.005 } as const;
  const digits = { kind: "digits", digits: 3 } as const;
  const equal = { kind: "equal" } as const;
  const cases: readonly (readonly [Partial<Target>, Ours, string, string])[] = [
    [{ rule: rounded, paper: "1.3" }, 1.25, "match", "1.3"],
    [{ rule: rounded, paper: "1.3" }, 1.24, "close", "1.2"],
    [{ rule: rounded, paper: "1.3" }, 1.0999, "differs", "1.0999"],
    [{ rule: rounded, paper: "1.3" }, Number.NaN, "differs", "NaN"],
    [{ rule: rounded, paper: "1.3" }, "", "differs", ""],
    [{ rule: within, paper: "0.92" }, 0.9224, "match", "0.922"],
    [{ rule: within, paper: "0.955" }, 0.96, "match", "0.960"],
    [{ rule: within, paper: "0.92" }, 0.926, "differs", "0.926"],
    [{ rule: digits, paper: "1.23e-04" }, 0.0001234, "match", "1.23e-04"],
    [{ rule: digits, paper: "1.23e-04" }, 0.0001235, "differs", "0.0001235"],
    [{ rule: equal, paper: "pile_cc" }, "pile_cc", "match", "pile_cc"],
    [{ rule: equal, paper: true }, false, "differs", "false"],
    [{ rule: equal, paper: "34" }, 34, "match", "34"],
    [{ rule: { kind: "quoted" }, paper: "x" }, undefined, "quoted", "–"],
    [{ rule: equal, paper: ["35", "43"] }, [35, 43], "match", "0 35, 1 43"],
    [{ rule: equal, paper: ["35", "43"] }, [43, 35], "differs", "0 43, 1 35"],
    [{ rule: rounded, paper: ["1.3", "2"] }, Float64Array.of(1.25, 2.04), "match", "0 1.3, 1 2.0"],
    [{ rule: equal }, undefined, "differs", "missing"],
  ];
  for (const [target, ours, word, text] of cases) {
    const result = verdict("T", ours, made(target));
    assert.deepEqual([result.verdict, result.ours], [word, text], JSON.stringify(target));
  }
});

test("verdict: it shows itself as text, HTML and a record that the runner collects", () => {
  const targets = made({ title: "<b>", rule: { kind: "rounded", decimals: 1 }, tolerance: "1 decimal" });
  const result = verdict("T", 1.3, targets);
  const bundle = result[displaySymbol]();
  assert.equal(inspect(result), bundle["text/plain"]);
  assert.deepEqual(Object.keys(bundle), [verdictType, "text/html", "text/plain"]);
  const record = bundle[verdictType] as Record<string, unknown>;
  assert.deepEqual(
    [record.id, record.title, record.paper, record.ours, record.tolerance, record.verdict],
    ["T", "<b>", "1.25", "1.3", "1 decimal", "match"],
  );
  assert.ok(!String(bundle["text/html"]).includes("<b><b>"));
  assert.equal(
    bundle["text/plain"],
    "T <b>: match\n    published  ours  verdict\n    1.25       1.3   match\n  1 decimal (s)",
  );
});

test("verdict: references that are our own are called so", () => {
  const text = String(verdict("R10", paper("R10"))[displaySymbol]()["text/plain"]);
  assert.match(text, /our reference/);
  assert.match(String(verdict("R7", paper("R7"))[displaySymbol]()["text/plain"]), /0\.955 \(our reference\)/);
});

test("verdict: of many parts the headline and whatever does not match stand in the open, the rest is folded", () => {
  const names = Array.from({ length: 30 }, (_, at) => `part${at}`);
  const paper = Object.fromEntries(names.map((name) => [name, "1"]));
  const ours = { ...paper, part7: "2" };
  const result = verdict("T", ours, made({ paper, headline: ["part3"] }));
  const { "text/html": html, "text/plain": text } = result[displaySymbol]() as Record<string, string>;
  const [open, folded] = html.split("<details>");
  assert.ok(open.includes("part3<") && open.includes("part7<") && !open.includes("part4<"));
  assert.ok(folded.includes("and 28 more, which match") && folded.includes("part4<"));
  assert.match(text, /part3 .*\n.*part7 .*differs\n {2}and 28 more, which match/);
  assert.equal(result.parts.length, 30);
});
