import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import {
  type MixtureTable,
  regmixSamplerPrior,
  type SampleOptions,
  sampleMixtures,
} from "../../src/mixture/index.ts";
import { rowRecord } from "../../src/table/index.ts";
import golden from "../golden/mixture/sampled.json" with { type: "json" };

const rowsOf = ({ mixtures }: MixtureTable): number[][] =>
  Array.from({ length: mixtures.rows }, (_, row) => Object.values(rowRecord(mixtures, row)));

/** The words of the golden's script in the words of the options. */
function optionsOf(changed: Readonly<Record<string, number | undefined>>): SampleOptions {
  const { lowest, highest, number, temperature, epochs, minimum, multiplier } = changed;
  const strengths = { lowest, highest, number };
  const given = { temperature, epochs, minimum, multiplier };
  const present = (record: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
  return { ...present(given), strengths: present(strengths) };
}

test("sampleMixtures: every row of every seed is the public script's", () => {
  for (const { seed, count, changed, sha256, first, last } of golden.cases) {
    const title = `seed ${seed}, ${JSON.stringify(changed)}`;
    const table = sampleMixtures(regmixSamplerPrior, { ...optionsOf(changed), seed, count });
    const rows = rowsOf(table);
    assert.deepEqual(table.mixtures.names, golden.domains, title);
    assert.deepEqual(rows.slice(0, 3), first, title);
    assert.deepEqual(rows.at(-1), last, title);
    const text = rows.map((row) => row.map((share) => share.toFixed(5)).join(",")).join("\n");
    assert.equal(createHash("sha256").update(text).digest("hex"), sha256, title);
    assert.deepEqual(table.ids.slice(0, 2).concat(table.ids.at(-1) ?? ""), ["1", "2", String(count)]);
  }
});

test("sampleMixtures: the defaults are 512 mixtures of seed 42", () => {
  const named = golden.cases.find(({ count }) => count === 512);
  const table = sampleMixtures(regmixSamplerPrior);
  assert.equal(table.mixtures.rows, 512);
  assert.deepEqual(rowsOf(table).slice(0, 3), named?.first);
});

test("sampleMixtures: rows keep caps, grid and minimum, and differ", () => {
  const caps = { pile_cc: 0.3, github: 0.2 };
  const table = sampleMixtures(regmixSamplerPrior, {
    count: 40,
    seed: 9,
    multiplier: 30,
    caps,
    minimum: 1e-3,
  });
  const rows = rowsOf(table);
  const [pileCc, github] = ["pile_cc", "github"].map((domain) => table.mixtures.names.indexOf(domain));
  for (const row of rows) {
    const sum = row.reduce((total, share) => total + share, 0);
    assert.ok(Math.abs(sum - 1) < 17 * 0.5e-3);
    assert.ok(row[pileCc] < 0.3 * 1.02 && row[github] < 0.2 * 1.02);
    for (const share of row)
      assert.ok(share === 0 || Math.abs(share * 1000 - Math.round(share * 1000)) < 1e-9);
  }
  assert.equal(new Set(rows.map(String)).size, 40);
});

test("sampleMixtures: domains may stand in any number and order", () => {
  const table = sampleMixtures({ web: 3, code: 1 }, { count: 5, seed: 1 });
  assert.deepEqual(table.mixtures.names, ["web", "code"]);
  assert.equal(table.mixtures.rows, 5);
  const odd = sampleMixtures({ constructor: 3, web: 1 }, { count: 5, seed: 1, caps: { web: 0.9 } });
  assert.deepEqual(odd.mixtures.names, ["constructor", "web"]);
});

test("sampleMixtures: refuses what cannot be drawn, and says why", () => {
  const prior = { web: 0.7, code: 0.2, books: 0.1 };
  const cases: [() => unknown, RegExp][] = [
    [() => sampleMixtures({}), /prior must name a domain/],
    [() => sampleMixtures({ web: 1, code: -0.1 }), /prior must hold numbers from 0 up, got -0.1 at "code"/],
    [() => sampleMixtures({ web: 1, code: Number.NaN }), /got NaN at "code"/],
    [() => sampleMixtures({ web: 1, code: 0 }), /prior must be above 0, got 0 at "code". Leave it out/],
    [() => sampleMixtures(prior, { count: 0 }), /count must be a whole number from 1, got 0/],
    [() => sampleMixtures(prior, { count: 1e8 }), /count × multiplier must be at most/],
    [() => sampleMixtures(prior, { seed: -1, count: 1 }), /seed must be a whole number from 0/],
    [() => sampleMixtures(prior, { strengths: { lowest: 0 } }), /strengths.lowest must be a positive number/],
    [
      () => sampleMixtures(prior, { strengths: { lowest: 9 } }),
      /strengths.highest must be a number from 9 up/,
    ],
    [() => sampleMixtures(prior, { strengths: { number: 0 } }), /strengths.number must be a whole number/],
    [() => sampleMixtures(prior, { minimum: 1 }), /minimum must be a share below 1/],
    [() => sampleMixtures(prior, { grid: 0 }), /grid must be a share above 0/],
    [() => sampleMixtures(prior, { temperature: -1 }), /temperature must be a number from 0 up, got -1/],
    [() => sampleMixtures(prior, { epochs: 0.9 }), /caps that sum to 0.9.*smallest: books 0.09, code 0.18/],
    [() => sampleMixtures(prior, { caps: { wbe: 0.5 } }), /Did you mean "web"/],
    [() => sampleMixtures(prior, { caps: { web: -1 } }), /cap of "web" must be a number from 0 up, got -1/],
    [
      () => sampleMixtures(prior, { count: 50, multiplier: 2, caps: { web: 0.35, code: 0.35, books: 0.31 } }),
      /count must not exceed the distinct mixtures found, got 50 of \d+ \(100 draws.*caps of \w+ \(\d+\)/,
    ],
  ];
  for (const [run, message] of cases) assert.throws(run, { name: "RangeError", message });
});
