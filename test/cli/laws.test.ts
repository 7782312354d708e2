import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { packageFolder } from "../../src/dataset/index.ts";
import { scaling } from "../../src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "mixlab-laws-"));
after(() => rmSync(folder, { recursive: true }));
const command = join(packageFolder(), "scripts/mixlab.mjs");
const laws = (...args: string[]) =>
  spawnSync(process.execPath, [command, "laws", ...args], { encoding: "utf8", cwd: folder });
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return name;
};

const runs = `model,N,D,loss
a,10569312,211386240,5.387
b,78914048,1.57828096B,3.900
c,153.677376M,3.0735B,3.531
d,4.11616256e8,8.23e9,3.150
e,10_569_312,3.3822B,4.572
f,78914048,25.25B,3.42
`;
file("runs.csv", runs);
const ownRuns = readFileSync(join(packageFolder(), "data/own-runs/runs.csv"), "utf8");
file(
  "scores.csv",
  "loss,top1\n5.387,0.8125\n3.9,0.7258\n3.531,0.6789\n3.15,0.6259\n4.572,0.7731\n2.7688,0.5536\n",
);
for (const args of [
  ["runs.csv", "--out", "law.json"],
  ["scores.csv", "--law", "downstream", "--column", "error=top1", "--out", "error.json"],
]) {
  const { status, stderr } = laws("fit", ...args);
  assert.equal(status, 0, stderr);
}

test("mixlab laws fit: shows parameters with errors and intervals, warns, writes the law and its receipt", () => {
  const { stdout, stderr, status } = laws("fit", "runs.csv");
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^over-training: L = E \+ /);
  assert.match(stdout, /value +standard error +95 % interval \(profile\)\n {2}E +1\.\d+ +0\.\d+ +/);
  assert.match(
    stdout,
    /\n6 points, sum of squares 0\.0\d+; residual deviation 0\.0\d+; 128 of 128 starts ended here\n$/,
  );
  assert.match(stderr, /^warning: 2 degrees of freedom \(6 points, 4 parameters\): .* 4\.3 standard errors/);
  const written = scaling.readLaw(readFileSync(join(folder, "law.json"), "utf8"), scaling.overTraining);
  assert.equal(written.points[4].parameters, 10569312);
  const receipt = JSON.parse(readFileSync(join(folder, "law.json.receipt.json"), "utf8"));
  assert.deepEqual([Object.keys(receipt.inputs), Object.keys(receipt.output)], [["runs.csv"], ["law.json"]]);
});

test("mixlab laws fit --json: the numbers of the library, a bound that does not exist as null", () => {
  file("five.csv", runs.split("\n").slice(0, 6).join("\n"));
  const { stdout, stderr } = laws("fit", "five.csv", "--json");
  const { values, parameters, warnings, support } = JSON.parse(stdout);
  assert.deepEqual(
    parameters.map(({ name, value }: { name: string; value: number }) => [name, value]),
    Object.entries(values),
  );
  assert.equal(parameters[3].lower, null);
  assert.match(warnings.join("\n"), /η has no lower bound: the law fits within the scatter/);
  assert.match(stderr, /η has no lower bound/);
  assert.equal(support.tokensPerParameter.distinct, 2);
});

test("mixlab laws fit: Huber's loss of logarithms and other laws", () => {
  const robust = JSON.parse(
    laws("fit", "runs.csv", "--huber", "1e-2", "--residuals", "logarithm", "--json").stdout,
  );
  assert.deepEqual(robust.objective, { residuals: "logarithm", loss: { huber: 0.01 } });
  assert.equal(robust.parameters[0].method, "covariance");
  file("power.csv", "C,loss\n1e16,4\n1e17,3.5\n1e18,3.1\n1e19,2.8\n");
  assert.match(laws("fit", "power.csv", "--law", "power").stdout, /^power: y = a·x\^−b/);
});

test("mixlab laws predict: loss and error with intervals, and warnings where the runs do not reach", () => {
  const args = [
    "predict",
    "law.json",
    "--parameters",
    "7B",
    "--tokens-per-parameter",
    "20",
    "--level",
    "0.8",
  ];
  const { stdout, stderr, status } = laws(...args, "--error-law", "error.json");
  assert.equal(status, 0, stderr);
  assert.match(
    stdout,
    /^parameters 7\.000e9, tokens 1\.400e11: loss 2\.\d{4} \[2\.\d{4}, 2\.\d{4}\] at 80 %, error 0\.\d{4} \[0\.\d{4}, 0\.\d{4}\] at 80 %\n$/,
  );
  assert.match(stderr, /^warning: parameters 7e9 is 17 × the largest fitted \(4\.12e8\)$/m);
  const [one] = JSON.parse(laws(...args, "--json").stdout);
  const fit = scaling.readLaw(readFileSync(join(folder, "law.json"), "utf8"), scaling.overTraining);
  const [own] = scaling.predictWithInterval(fit, [{ parameters: 7e9, tokens: 1.4e11 }], { level: 0.8 });
  assert.deepEqual([one.loss.lower, one.loss.upper], [own.lower, own.upper]);
});

test("mixlab laws predict --sizes: a row each", () => {
  const { stdout } = laws("predict", "law.json", "--sizes", "runs.csv", "--json");
  assert.equal(JSON.parse(stdout).length, 6);
  assert.match(laws("predict", "error.json", "--loss", "3").stdout, /^loss 3\.000: error 0\.\d{4} \[/);
});

test("mixlab laws plan: the run, the optimum and the cost", () => {
  const args = ["plan", "law.json", "--flops", "1e21", "--tokens-per-parameter", "200"];
  const { stdout, stderr, status } = laws(...args, "--error-law", "error.json");
  assert.equal(status, 0, stderr);
  assert.match(
    stdout,
    /^1e21 FLOPs\nat this ratio: 9\.13e8 parameters, 1\.83e11 tokens, 200 tokens per parameter\n/,
  );
  assert.match(
    stdout,
    /\ncompute-optimal: .*\n.*\n.*\nthis ratio costs 0\.0\d+ nats per token; .*\nthe optimum's loss at 200/,
  );
  assert.match(stderr, /compute-optimal run: parameters/);
  assert.equal(JSON.parse(laws(...args, "--json").stdout).tokensPerParameter, 200);
});

test("mixlab laws plan --json: a bound and an error that do not exist are null, as predict has them", () => {
  file("five.csv", runs.split("\n").slice(0, 6).join("\n"));
  assert.equal(laws("fit", "five.csv", "--out", "five.json").status, 0);
  const { stdout } = laws("plan", "five.json", "--flops", "1e21", "--tokens-per-parameter", "200", "--json");
  const made = JSON.parse(stdout);
  assert.deepEqual([made.loss.lower, made.optimal.loss.lower, made.error], [null, null, null]);
  assert.ok(made.loss.upper > made.loss.predicted);
});

test("mixlab laws fit: the ends of a narrow interval are told apart; byte-order marks and CRLF do not matter", () => {
  const rows = [1e17, 1e18, 1e19, 1e20, 1e21].map((x, at) => `${x},${1 + 200 * x ** -0.1 + (at % 2) * 1e-6}`);
  file("narrow.csv", `\uFEFFflops,loss\r\n${rows.join("\r\n")}\r\n`);
  const { stdout, stderr, status } = laws("fit", "narrow.csv", "--law", "irreducible-power");
  assert.equal(status, 0, stderr);
  const [low, high] = /b +\S+ +\S+ +([\d.]+) to ([\d.]+)/.exec(stdout)?.slice(1).map(Number) ?? [];
  assert.ok(low < 0.1 && high > 0.1 && high - low < 1e-4, stdout);
});

const bad: readonly [string, string, readonly string[], RegExp][] = [
  [
    "too few points",
    "N,D,loss\n1e7,2e8,5\n2e7,4e8,4\n",
    [],
    /points must be at least 4, since over-training has 4 parameters \(E, a, b, η\), got 2\. Add runs.*rows of bad\.csv/,
  ],
  [
    "equal points",
    `N,D,loss\n${"1e7,2e8,5\n".repeat(6)}`,
    [],
    /must differ in parameters or tokens at 4 places.*got 1 different among 6/,
  ],
  [
    "one ratio",
    "N,D,loss\n1e7,2e8,5\n2e7,4e8,4\n4e7,8e8,3.5\n8e7,16e8,3.2\n",
    [],
    /at least two ratios of tokens to parameters, got 20\.0 alone.* or take --law irreducible-power\. The points/,
  ],
  [
    "a negative loss",
    runs.replace("3.900", "-3.9"),
    [],
    /loss must be a number above 0, got "-3\.9" at bad\.csv:3, column "loss"\. Correct/,
  ],
  ["no number", runs.replace("3.900", "NaN"), [], /loss must be a number above 0, got "NaN" at bad\.csv:3/],
  ["an empty cell", runs.replace("3.900", ""), [], /got "" at bad\.csv:3, column "loss"/],
  [
    "a missing column",
    runs.replace("N,D", "size,D"),
    [],
    /^mixlab laws: bad\.csv must have one column of parameters \(.*\), got "model,size,D,loss"\. Name it with --column parameters=COLUMN/,
  ],
  ["two columns", "N,params,D,loss\n", [], /one column of parameters .*got "N" and "params"/],
  [
    "a column that is none",
    runs,
    ["--column", "loss=val"],
    /--column loss \(a column of bad\.csv\) must be one of the 4 known names, got "val"/,
  ],
  [
    "an error above 1",
    "loss,error\n3,81\n",
    ["--law", "downstream"],
    /error must be a share between 0 and 1, got "81" at bad\.csv:2, column "error"\. Divide percent by 100/,
  ],
  ["no CSV", '{"N": 1}\n"', [], /quotes must be closed|one column of parameters/],
  ["an empty file", "", [], /must have a header and rows, got an empty file/],
  ["a header alone", "N,D,loss\n", [], /bad\.csv must have rows below its header, got none/],
  [
    "a column that stands twice",
    runs.replace("N,D", "D,D"),
    [],
    /column names must differ, got "D" twice at bad\.csv:1/,
  ],
  [
    "columns separated by semicolons",
    runs.replaceAll(",", ";").replaceAll(/(\d)\.(\d)/g, "$1,$2"),
    [],
    /^mixlab laws: parseCsv: bad\.csv must have columns separated by commas, got "model;N;D;loss"\. .*decimal points/,
  ],
  ["a ragged row", `${runs}g,1\n`, [], /a row must have 4 fields as the header has, got 2 at bad\.csv:8/],
];
for (const [what, text, args, message] of bad) {
  test(`mixlab laws fit: ${what} exits 1 with one sentence, and what was written stays`, () => {
    const before = readFileSync(join(folder, "law.json"), "utf8");
    const { status, stderr, stdout } = laws("fit", file("bad.csv", text), ...args, "--out", "law.json");
    assert.equal(status, 1, stdout);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n\s+at /);
    assert.equal(readFileSync(join(folder, "law.json"), "utf8"), before);
  });
}

const wrong: readonly [string, readonly string[], number, RegExp][] = [
  ["no action", ["grow"], 2, /action must be fit, predict, plan, got "grow"/],
  ["no file", ["fit"], 2, /laws fit needs a file/],
  [
    "an option of another action",
    ["fit", "runs.csv", "--flops", "1"],
    2,
    /--flops must be left out: it is no option of laws fit/,
  ],
  [
    "a law that is none",
    ["fit", "runs.csv", "--law", "moore"],
    2,
    /--law must be one of over-training, .*got "moore"/,
  ],
  ["a level in percent", ["fit", "runs.csv", "--level", "95"], 2, /--level must lie between 0 and 1/],
  [
    "a quantity that is none",
    ["plan", "law.json", "--flops", "lots"],
    2,
    /--flops must be a number above 0, .*got "lots"/,
  ],
  [
    "a missing quantity",
    ["predict", "law.json", "--parameters", "7B"],
    2,
    /--tokens is needed, or --sizes FILE/,
  ],
  [
    "a quantity of another law",
    ["predict", "error.json", "--tokens", "1"],
    2,
    /--tokens must be left out: downstream is a law of loss/,
  ],
  [
    "a file that is not there",
    ["plan", "no.json", "--flops", "1e21", "--tokens-per-parameter", "9"],
    1,
    /no\.json must be a readable file/,
  ],
  [
    "a file that is no law",
    ["predict", "runs.csv", "--loss", "3"],
    1,
    /a law must be JSON with "format": "mixlab law".*in runs\.csv/,
  ],
  [
    "a law of another kind",
    ["plan", "error.json", "--flops", "1e21", "--tokens-per-parameter", "9"],
    1,
    /error\.json must hold a law of parameters and tokens \(over-training or chinchilla\), got downstream/,
  ],
];
for (const [what, args, expected, message] of wrong) {
  test(`mixlab laws: ${what} exits ${expected} and says so`, () => {
    const { status, stderr } = laws(...args);
    assert.equal(status, expected, stderr);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });
}

test("mixlab laws fit: an --out that cannot be written exits 1 and says so", () => {
  const { status, stderr } = laws("fit", "runs.csv", "--out", "scores.csv/law.json");
  assert.equal(status, 1);
  assert.match(stderr, /must be a place that can be written/);
  assert.ok(readFileSync(join(folder, "scores.csv"), "utf8").startsWith("loss,top1"));
});

test("mixlab laws fit: a run far from the law and sizes in billions are pointed out by file and line", () => {
  const { stderr } = laws(
    "fit",
    file("own-outlier.csv", ownRuns.replace(/^(w4-m80,.*?,.*?,.*?,.*?,.*?),[^,]*/m, "$1,1.2")),
  );
  assert.match(
    stderr,
    /^warning: largest residual: loss 1\.2 measured, 2\.\d+ by the law at own-outlier\.csv:6, \d+ × the median residual/m,
  );
  assert.doesNotMatch(laws("fit", "runs.csv").stderr, /largest residual|billions/);
  const billions =
    "N,D,loss\n0.0106,0.211,5.387\n0.079,1.578,3.9\n0.154,3.07,3.531\n0.41,8.2,3.15\n0.0106,3.38B,4.57\n";
  assert.match(
    laws("fit", file("billions.csv", billions)).stderr,
    /^warning: parameters 0\.0106 at billions\.csv:2 and in 4 more: write 0\.0106B for billions\nwarning: tokens 0\.211 at billions\.csv:2 and in 3 more: write 0\.211B/,
  );
  assert.match(
    laws("predict", "law.json", "--parameters", "7", "--tokens", "140B").stderr,
    /^warning: parameters 7: write 7B for billions$/m,
  );
});

test("mixlab laws fit: runs that scatter by more than their standard errors are said to, and by how much", () => {
  const { stderr, stdout } = laws("fit", file("own.csv", ownRuns), "--json");
  const said =
    /the runs scatter ([\d.]+) × their standard errors about this law: the law does not fit, or seeds matter/;
  const errors = ownRuns
    .trim()
    .split("\n")
    .slice(1)
    .map((row) => Number(row.split(",")[7]))
    .toSorted((one, other) => one - other);
  const { residualDeviation, warnings } = JSON.parse(stdout);
  const expected = residualDeviation / errors[(errors.length - 1) / 2];
  assert.equal(said.exec(stderr)?.[1], String(Number(expected.toPrecision(2))));
  assert.match(warnings.join("\n"), said);
  for (const name of ["standard_error", "SE"])
    assert.match(laws("fit", file("own-se.csv", ownRuns.replace("standardError", name))).stderr, said);
  const wide = ownRuns.replaceAll(/,(0\.00\d+)(,[^,\n]*)$/gm, ",0.02$2");
  assert.doesNotMatch(laws("fit", file("own-wide.csv", wide)).stderr, said);
});

test("mixlab laws: no message speaks the library's own names", () => {
  file("four.csv", runs.split("\n").slice(0, 4).concat(runs.split("\n")[5]).join("\n"));
  const { stderr } = laws("fit", "four.csv", "--out", "four.json");
  assert.match(
    stderr,
    /^warning: no standard errors: .* which leaves nothing to tell the scatter of runs from: add runs\n$/,
  );
  const planned = laws("plan", "law.json", "--flops", "1e21", "--tokens-per-parameter", "2000").stderr;
  assert.match(planned, /^warning: tokens per parameter 2000 is 6\.2 × the largest fitted \(320\)$/m);
});

test("mixlab laws predict and plan: repeat in short what the fit was warned of", () => {
  const short = /^warning: law\.json: 2 degrees of freedom \(6 points, 4 parameters\)$/m;
  const predicting = ["predict", "law.json", "--parameters", "7B", "--tokens", "140B"];
  assert.match(laws(...predicting).stderr, short);
  assert.match(laws("plan", "law.json", "--flops", "1e21").stderr, short);
  for (const { warnings } of JSON.parse(laws(...predicting, "--json").stdout))
    assert.equal(warnings[0], "law.json: 2 degrees of freedom (6 points, 4 parameters)");
});

test("mixlab laws predict --sizes: warnings of one kind are told once for all rows", () => {
  const sizes = Array.from({ length: 31 }, (_, at) => `${(at + 2) * 1e9},${(at + 2) * 2e10}`);
  const { stderr, stdout } = laws(
    "predict",
    "law.json",
    "--sizes",
    file("sizes.csv", `N,D\n${sizes.join("\n")}\n`),
  );
  assert.equal(stdout.trim().split("\n").length, 31);
  assert.match(stderr, /^warning: 31 rows: parameters 4\.9 to 78 × beyond the largest fitted$/m);
  assert.ok(stderr.trim().split("\n").length <= 6, stderr);
  const mixed = laws(
    "predict",
    "law.json",
    "--sizes",
    file("mixed.csv", "N,D\n1e8,2e9\n7e9,140e9\n1e8,2.1e9\n"),
  );
  assert.match(
    mixed.stderr,
    /^warning: parameters 7e9 is 17 × the largest fitted \(4\.12e8\), at mixed\.csv:3$/m,
  );
});

test("mixlab laws plan: without a ratio plans at the compute-optimal one, and says so", () => {
  const { stdout, status } = laws("plan", "law.json", "--flops", "1e21");
  assert.equal(status, 0);
  assert.match(
    stdout,
    /^no --tokens-per-parameter given: planned at the compute-optimal ratio\n1e21 FLOPs\ncompute-optimal: .*\n {2}loss .*\n$/,
  );
  const { loss, optimal, tokensPerParameter } = JSON.parse(
    laws("plan", "law.json", "--flops", "1e21", "--json").stdout,
  );
  assert.deepEqual([loss, tokensPerParameter], [optimal.loss, optimal.tokensPerParameter]);
  const [row] = JSON.parse(
    laws("predict", "law.json", "--parameters", "1B", "--tokens", "20B", "--json").stdout,
  );
  assert.deepEqual(Object.keys(row.loss).slice(0, 3), ["predicted", "lower", "upper"]);
  assert.deepEqual(Object.keys(loss).slice(0, 3), ["predicted", "lower", "upper"]);
});

test("mixlab laws --help: says what intervals do not cover", () => {
  assert.match(
    laws("--help").stdout,
    /Intervals take the law for true; they do not cover a law that is only nearly right\./,
  );
});
