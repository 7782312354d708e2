import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { packageFolder } from "../../src/dataset/index.ts";
import { needsPublished } from "../published.ts";

const folder = mkdtempSync(join(tmpdir(), "mixlab-cli-"));
after(() => rmSync(folder, { recursive: true }));
const command = join(packageFolder(), "scripts/mixlab.mjs");
const mixlab = (...args: string[]) =>
  spawnSync(process.execPath, [command, ...args], { encoding: "utf8", cwd: folder });
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return name;
};

test("mixlab: without a verb shows the verbs and exits 2, with --help 0", () => {
  for (const [args, status] of [
    [[], 2],
    [["--help"], 0],
  ] as const) {
    const shown = mixlab(...args);
    assert.equal(shown.status, status);
    for (const verb of ["sample", "fit", "propose", "laws", "reproduce", "doctor", "data", "kernel"])
      assert.match(shown.stdout, new RegExp(`^  ${verb} `, "m"));
  }
});

for (const verb of ["data", "sample", "fit", "propose", "laws", "reproduce", "kernel", "doctor"]) {
  test(`mixlab ${verb} --help: says usage, options and exit status`, () => {
    const { stdout, status } = mixlab(verb, "--help");
    assert.equal(status, 0);
    assert.match(stdout, new RegExp(`^  mixlab ${verb}`, "m"));
    assert.match(stdout, /--json/);
    assert.match(stdout, /Exit status: 0 done/);
  });
}

const wrong: readonly [string, string[], RegExp][] = [
  ["an unknown verb", ["fti"], /verb must be one of .* got "fti"/],
  [
    "an unknown option",
    ["fit", "--traget", "x"],
    /unknown option --traget\. Did you mean --target\?\nSee mixlab fit --help/,
  ],
  ["a short option", ["sample", "-c", "3"], /unknown option -c/],
  ["an option without its value", ["fit", "--out"], /--out needs a value FILE: write the booster/],
  ["a value where there is none", ["fit", "--json=yes"], /--json takes no value/],
  ["a missing option", ["fit", "--target", "x"], /--mixtures is needed/],
  ["a number that is none", ["sample", "--count", "many"], /--count must be a number, got "many"/],
  ["an unknown action", ["data", "grab"], /action must be list or fetch, got "grab"/],
];
for (const [what, args, message] of wrong) {
  test(`mixlab: ${what} exits 2 and points to the help`, () => {
    const { status, stderr } = mixlab(...args);
    assert.equal(status, 2);
    assert.match(stderr, message);
  });
}

for (const verb of ["data", "sample", "fit", "propose", "laws", "reproduce", "kernel", "doctor"]) {
  test(`mixlab ${verb}: an option with a slip of the pen is refused with the one that was meant`, () => {
    const { status, stderr } = mixlab(verb, "--jsno");
    assert.equal(status, 2);
    assert.match(stderr, /unknown option --jsno\. Did you mean --json\?/);
  });
}

/** Runs over three domains whose loss falls with the first. */
function runs(count: number): readonly string[] {
  const shares = Array.from({ length: count }, (_, run) => [(run % 7) + 1, (run % 5) + 1, (run % 3) + 1]);
  const sums = shares.map((row) => row.reduce((sum, share) => sum + share, 0));
  const lines = shares.map((row, run) => `${run},${row.map((share) => share / sums[run]).join(",")}`);
  const losses = shares.map(([first], run) => `${run},${3 - first / sums[run]},2.5`);
  return [
    "--mixtures",
    file(`m${count}.csv`, `index,web,code,books\n${lines.join("\n")}\n`),
    "--losses",
    file(`l${count}.csv`, `index,wiki,flat\n${losses.join("\n")}\n`),
  ];
}

const idle: readonly [string, readonly string[], RegExp][] = [
  ["--alpha without a linear model", ["--alpha", "2"], /--alpha must be left out.*linear/],
  ["--test-losses alone", ["--test-losses", "l.csv"], /--test-losses must be left out/],
  ["a stray word", ["mixtures.csv"], /options must start with --, got "mixtures\.csv"/],
];
for (const [what, args, message] of idle) {
  test(`mixlab fit: ${what} is refused, since it would have no effect`, () => {
    const { status, stderr } = mixlab("fit", ...runs(40), "--target", "wiki", ...args);
    assert.equal(status, 2);
    assert.match(stderr, message);
  });
}

test("mixlab fit and propose: warnings of a fit go to standard error and into the JSON", () => {
  const prior = file("three.yaml", "train:\n  web: 0.4\n  code: 0.3\n  books: 0.3\n");
  const proposing = ["propose", "--prior", prior, "--count", "500", "--keep", "9", "--out", "flat.yaml"];
  for (const verb of [["fit"], proposing]) {
    const { status, stdout, stderr } = mixlab(...verb, ...runs(40), "--target", "flat", "--json");
    assert.equal(status, 0, stderr);
    const warning = '"flat" is 2.5 in every run fitted on: the booster is a constant';
    assert.ok(stderr.includes(`warning: ${warning}`), stderr);
    assert.ok(JSON.parse(stdout).warnings.includes(warning));
  }
});

test("mixlab fit: the id column named holds for the runs to test on too", () => {
  const m = file("named-m.csv", readFileSync(join(folder, runs(40)[1]), "utf8").replace("index", "proxy"));
  const l = file("named-l.csv", readFileSync(join(folder, runs(40)[3]), "utf8").replace("index", "proxy"));
  const { status, stderr } = mixlab(
    ...["fit", "--mixtures", m, "--losses", l, "--id", "proxy", "--target", "wiki"],
    ...["--test-mixtures", m, "--test-losses", l],
  );
  assert.equal(status, 0, stderr);
});

test("mixlab propose: a domain that no run was trained on and one without tokens are refused, nothing written", () => {
  const strange = file("four.yaml", "train:\n  web: 0.4\n  code: 0.2\n  books: 0.2\n  law: 0.2\n");
  const known = file("known.yaml", "train:\n  web: 0.4\n  code: 0.3\n  books: 0.3\n");
  const tokens = file("tokens.csv", "domain,tokens\nweb,1e9\ncode,1e9\n");
  for (const [args, message] of [
    [["--prior", strange], /got "law" beside them/],
    [["--prior", known, "--tokens", tokens, "--target-tokens", "2e9"], /every domain, got none for "books"/],
  ] as const) {
    const { status, stderr } = mixlab(
      ...["propose", ...runs(40), "--target", "wiki", "--count", "500", "--out", "no.yaml"],
      ...args,
    );
    assert.equal(status, 1);
    assert.match(stderr, message);
  }
  assert.ok(!readdirSync(folder).some((name) => name.startsWith("no.yaml")));
});

test("mixlab: a place that cannot be written to is one sentence", () => {
  const { status, stderr } = mixlab("fit", ...runs(60), "--target", "wiki", "--out", folder);
  assert.equal(status, 1);
  assert.match(
    stderr,
    /^mixlab fit: writeWhole: .* must be a place that can be written, got E[A-Z]+\. Name another file.*\n$/m,
  );
  assert.doesNotMatch(stderr, /\n\s+at /);
});

test("mixlab: Ctrl-C ends a long computation at once", { skip: process.platform === "win32" }, () => {
  const args = [
    "propose",
    ...runs(40),
    "--target",
    "wiki",
    "--prior",
    file("p.yaml", "web: 1\ncode: 1\nbooks: 1\n"),
  ];
  const { signal, stderr } = spawnSync(process.execPath, [command, ...args, "--count", "20000000"], {
    encoding: "utf8",
    cwd: folder,
    timeout: 2000,
    killSignal: "SIGINT",
  });
  assert.equal(signal, "SIGINT", stderr);
});

test("mixlab sample: a reader that closes early ends it quietly", {
  skip: process.platform === "win32",
}, () => {
  const { stdout, stderr } = spawnSync(
    "sh",
    ["-c", '"$0" "$1" sample --count 2000 | head -n 1', process.execPath, command],
    { encoding: "utf8", cwd: folder },
  );
  assert.match(stdout, /^index,/);
  assert.equal(stderr, "");
});

test("mixlab: bad data exit 1 with one sentence and no stack", () => {
  const mixtures = file("m.csv", "index,a,b\n1,0.5,0.5\n2,0.5,-0.5\n");
  const losses = file("l.csv", "index,y\n1,3\n2,4\n");
  const { status, stderr } = mixlab("fit", "--mixtures", mixtures, "--losses", losses, "--target", "y");
  assert.equal(status, 1);
  assert.match(stderr, /^mixlab fit: .*got -0\.5 at m\.csv, run "2", domain "b"/);
  assert.doesNotMatch(stderr, /\n\s+at /);
});

test("mixlab sample: writes YAML files and a CSV that agree, and the same ones again", () => {
  const prior = file("prior.yaml", "train:\n  web: 0.6\n  code: 0.3\n  books: 0.1\n");
  for (const out of ["one", "two"]) {
    const { status, stderr } = mixlab(
      "sample",
      "--prior",
      prior,
      "--count",
      "5",
      "--seed",
      "7",
      "--out",
      out,
    );
    assert.equal(status, 0, stderr);
  }
  const names = readdirSync(join(folder, "one")).toSorted();
  assert.equal(names.length, 7);
  for (const name of names.filter((each) => !each.endsWith(".receipt.json")))
    assert.deepEqual(readFileSync(join(folder, "one", name)), readFileSync(join(folder, "two", name)));
  const receipt = JSON.parse(readFileSync(join(folder, "one/mixtures.csv.receipt.json"), "utf8"));
  assert.deepEqual(
    [receipt.seed, Object.keys(receipt.inputs), Object.keys(receipt.output)],
    [7, ["prior.yaml"], ["mixtures.csv"]],
  );
  const [header, first] = readFileSync(join(folder, "one/mixtures.csv"), "utf8").split("\n");
  assert.deepEqual(header.split(",").slice(1).toSorted(), ["books", "code", "web"]);
  assert.ok(
    Math.abs(
      first
        .split(",")
        .slice(1)
        .reduce((sum, cell) => sum + Number(cell), 0) - 1,
    ) < 0.01,
  );
});

test("mixlab fit: takes the folder of YAML files that sample wrote as well as its CSV", () => {
  file("folder-losses.csv", `run,y\n${[1, 2, 3, 4, 5].map((run) => `${run},${3 + run / 7}`).join("\n")}\n`);
  const [folderFit, csvFit] = ["one", "one/mixtures.csv"].map((mixtures) =>
    mixlab(
      "fit",
      "--mixtures",
      mixtures,
      "--losses",
      "folder-losses.csv",
      "--target",
      "y",
      "--model",
      "linear",
      "--alpha",
      "1",
      "--json",
    ),
  );
  assert.equal(folderFit.status, 0, folderFit.stderr);
  assert.equal(folderFit.stdout, csvFit.stdout);
});

test("mixlab sample: refuses a folder with mixtures of another draw", () => {
  const { status, stderr } = mixlab("sample", "--count", "3", "--out", "one");
  assert.equal(status, 1);
  assert.match(stderr, /--out must hold no other mixtures, got 2 in one, e\.g\. n4\.yaml/);
});

test("mixlab doctor --json: lists what is needed and finds it", () => {
  const { stdout, status } = mixlab("doctor", "--json");
  assert.equal(status, 0);
  const findings = JSON.parse(stdout) as {
    name: string;
    found: boolean;
    needed: boolean;
    detail: string;
    remedy?: string;
  }[];
  assert.ok(findings.every(({ found, needed }) => found || !needed));
  for (const engine of ["onnx", "webgpu", "tfjs-node-gpu", "tfjs-node", "wasm", "cpu"])
    assert.ok(findings.some(({ name }) => name === `engine ${engine}`));
  for (const { name, found, detail, remedy } of findings)
    if (!found) assert.ok(detail.length > 0 && (remedy ?? detail).length > 0, name);
});

test("mixlab propose: writes the mixture and shows it beside its baselines", needsPublished, () => {
  const { stdout, stderr, status } = mixlab(
    "propose",
    "--mixtures",
    "regmix",
    "--target",
    "pile_cc",
    "--count",
    "20000",
    "--json",
  );
  assert.equal(status, 0, stderr);
  const { mixture, compared, file: written } = JSON.parse(stdout);
  assert.ok(mixture.pile_cc > 0.7);
  assert.deepEqual(
    compared.map(({ mixture }: { mixture: string }) => mixture.replace(/ \(.*/, "")),
    ["recommended", "best observed proxy", "uniform", "proportional"],
  );
  assert.match(readFileSync(join(folder, written), "utf8"), /^train:\n/);
});
