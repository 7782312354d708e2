import assert from "node:assert/strict";
import { test } from "node:test";
import { language } from "../../../scripts/own-runs/plan.ts";
import { beginText, contexts, makeSource, vocabulary } from "../../../scripts/own-runs/source.ts";
import { expectedLoss, measure, ownLosses, validationText } from "../../../scripts/own-runs/validation.ts";

const source = makeSource({ ...language, features: 32 });

test("makeSource: every context has a distribution of next words, none of them impossible", () => {
  for (let context = 0; context < contexts; context++) {
    const row = source.probabilities.subarray(context * vocabulary, (context + 1) * vocabulary);
    assert.ok(Math.abs(row.reduce((sum, share) => sum + share, 0) - 1) < 1e-14);
    assert.ok(row.every((share) => share > 0));
  }
});

test("makeSource: one more word leaves the frequencies of contexts as they are", () => {
  const next = new Float64Array(contexts);
  source.frequencies.forEach((mass, context) => {
    for (let word = 0; word < vocabulary; word++)
      next[(context % vocabulary) * vocabulary + word] +=
        mass * source.probabilities[context * vocabulary + word];
  });
  next.forEach((mass, context) => {
    assert.ok(Math.abs(mass - source.frequencies[context]) < 1e-14);
  });
  assert.ok(Math.abs(next.reduce((sum, mass) => sum + mass, 0) - 1) < 1e-12);
});

test("makeSource: its entropy is its own expected loss, below that of words alone, and what a long text shows", () => {
  const own = ownLosses(source);
  assert.ok(Math.abs(expectedLoss(source, own) - source.entropy) < 1e-12);
  assert.ok(source.entropy < source.wordEntropy && source.wordEntropy < Math.log(vocabulary));
  const { loss, standardError } = measure(own, validationText(source, 256, 5));
  assert.ok(standardError > 1e-4 && standardError < 5e-3, `standard error ${standardError}`);
  assert.ok(Math.abs(loss - source.entropy) < 4 * standardError, `${loss} against ${source.entropy}`);
});

test("beginText: each word follows its context, and the same seed tells the same text", () => {
  const read = (seed: number) => {
    const [at, words] = [new Int32Array(500), new Int32Array(500)];
    const text = beginText(source, [seed]);
    text.readInPlace(at.subarray(0, 100), words.subarray(0, 100));
    text.readInPlace(at.subarray(100), words.subarray(100));
    return { at, words };
  };
  const { at, words } = read(1);
  for (let place = 1; place < 500; place++)
    assert.equal(at[place], (at[place - 1] % vocabulary) * vocabulary + words[place - 1]);
  assert.deepEqual(read(1), { at, words });
  assert.notDeepEqual(read(2).words, words);
});
