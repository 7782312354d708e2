import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  caps,
  capsFromPrior,
  normalise,
  proportional,
  regmixNotebookPrior,
  regmixSamplerPrior,
  uniform,
  validateMixture,
} from "../../src/mixture/index.ts";
import { pairwiseSum } from "../../src/mixture/pairwise-sum.ts";

const weights = fc.dictionary(fc.string({ minLength: 1 }), fc.double({ min: 1e-6, max: 1e6, noNaN: true }), {
  minKeys: 1,
  maxKeys: 40,
});

test("normalise: any weights come out as a valid mixture with the same domains in the same order", () => {
  fc.assert(
    fc.property(weights, (given) => {
      const mixture = normalise(Object.freeze(given));
      validateMixture(mixture, { domains: Object.keys(given) });
      assert.deepEqual(Object.keys(mixture), Object.keys(given));
    }),
  );
});

test("proportional: temperature 1 keeps ratios, 0 evens them out, between them the order stays", () => {
  assert.deepEqual(proportional({ web: 3, code: 1 }), { web: 0.75, code: 0.25 });
  assert.deepEqual(proportional({ web: 3, code: 1, none: 0 }, { temperature: 0 }), {
    web: 0.5,
    code: 0.5,
    none: 0,
  });
  assert.deepEqual(proportional({ web: 16, code: 4 }, { temperature: 0.5 }), { web: 2 / 3, code: 1 / 3 });
  fc.assert(
    fc.property(weights, fc.double({ min: 0.01, max: 3, noNaN: true }), (given, temperature) => {
      const mixture = proportional(given, { temperature });
      validateMixture(mixture);
      const order = Object.keys(given).toSorted((a, b) => given[a] - given[b]);
      for (let at = 1; at < order.length; at++) assert.ok(mixture[order[at - 1]] <= mixture[order[at]]);
    }),
  );
});

test("proportional: shares do not depend on the unit of the tokens", () => {
  const tokens = { arxiv: 28.5, github: 31.25, pile_cc: 96.5 };
  const billions = Object.fromEntries(
    Object.entries(tokens).map(([domain, count]) => [domain, count * 2 ** 30]),
  );
  assert.deepEqual(proportional(tokens, { temperature: 0.7 }), proportional(billions, { temperature: 0.7 }));
});

test("uniform: every domain has the same share", () => {
  assert.deepEqual(uniform(["a", "b", "c", "d"]), { a: 0.25, b: 0.25, c: 0.25, d: 0.25 });
});

test("caps: tokens × epochs ÷ target tokens, at most 1; from a prior, epochs × share", () => {
  const tokens = { arxiv: 4e9, pile_cc: 16e9 };
  assert.deepEqual(caps(tokens, { epochs: 4, targetTokens: 25e9 }), { arxiv: 0.64, pile_cc: 1 });
  assert.deepEqual(capsFromPrior({ web: 0.9, code: 0.0625, books: 0.0375 }, { epochs: 4 }), {
    web: 1,
    code: 0.25,
    books: 0.15,
  });
  assert.equal(capsFromPrior(regmixNotebookPrior).enron_emails, 15 * 0.00175077);
});

test("known priors: the notebook's sums to exactly 1, the sampler's differs in the ninth decimal", () => {
  assert.equal(
    Object.values(regmixNotebookPrior).reduce((sum, share) => sum + share, 0),
    1,
  );
  assert.deepEqual(Object.keys(regmixSamplerPrior), Object.keys(regmixNotebookPrior));
  for (const [domain, share] of Object.entries(regmixSamplerPrior))
    assert.ok(Math.abs(share - regmixNotebookPrior[domain]) < 1.01e-8, domain);
});

test("pairwiseSum: adds in numpy's order, on both sides of 8 and 128 numbers", () => {
  // numpy 2.4.6: np.sum(np.array([1 / (i + 3) for i in range(count)]))
  const numpy: [number, number][] = [
    [3, 0.7833333333333332],
    [7, 1.328968253968254],
    [8, 1.4289682539682538],
    [17, 2.047739657143682],
    [40, 2.8267428066483387],
    [128, 3.948591338265976],
    [129, 3.956224926052236],
    [300, 4.789297397713862],
    [1000, 5.987467865541362],
  ];
  for (const [count, sum] of numpy) {
    const values = Array.from({ length: count }, (_, at) => 1 / (at + 3));
    assert.equal(pairwiseSum(values), sum, `${count} numbers`);
    assert.equal(pairwiseSum([9, ...values, 9], 1, count + 1), sum, `${count} numbers from within`);
  }
});

test("mixtures: refuses bad input, and names the domain", () => {
  const cases: [() => unknown, RegExp][] = [
    [() => normalise({}), /normalise: weights must name a domain, got {}/],
    [() => normalise({ web: 0, code: 0 }), /weights must have a domain above 0, got a sum of 0/],
    [() => normalise({ web: 1, code: -0.5 }), /numbers from 0 up, got -0.5 at "code"/],
    [() => normalise({ web: Number.NaN }), /got NaN at "web"/],
    [() => normalise({ web: Number.POSITIVE_INFINITY }), /got Infinity at "web"/],
    [
      () => validateMixture({ web: 0.5, code: 0.4 }),
      /must sum to 1 within 1e-9, got a sum of 0.9. Use normalise/,
    ],
    [() => validateMixture({ web: 1.5, code: -0.5 }), /got -0.5 at "code"/],
    [() => validateMixture({ pile_c: 1 }, { domains: ["arxiv", "pile_cc"] }), /Did you mean "pile_cc"/],
    [() => uniform([]), /domains must not be empty/],
    [() => uniform(["a", "a"]), /domains must differ, got "a" twice/],
    [
      () => proportional({ web: 1 }, { temperature: Number.NaN }),
      /temperature must be a number from 0 up, got NaN/,
    ],
    [() => caps({ web: 1 }, { epochs: 0, targetTokens: 1 }), /epochs must be a positive number, got 0/],
    [
      () => caps({ web: 1 }, { epochs: 4, targetTokens: -1 }),
      /targetTokens must be a positive number, got -1/,
    ],
    [
      () => caps({ web: 3e9, code: 1e9, books: 2e9 }, { epochs: 4, targetTokens: 50e9 }),
      /caps that sum to 0.48. Allow more epochs or fewer target tokens; smallest: code 0.08, books 0.16, web 0.24/,
    ],
    [() => capsFromPrior({ web: 0.5, code: 0.4 }), /prior must sum to 1/],
    [() => capsFromPrior({ web: 0.5, code: 0.5 }, { epochs: 0.5 }), /caps that sum to 0.5/],
  ];
  for (const [run, message] of cases) assert.throws(run, { name: "RangeError", message });
});
