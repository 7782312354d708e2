import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { configurations, memoryNeeded, requireMemory } from "../../src/train/index.ts";

const proxy = configurations["regmix-1m"];

test("memoryNeeded: the parts of RegMix's 1M shape, in bytes", () => {
  const { bytes, arithmetic } = memoryNeeded(proxy, { sequences: 1, length: 2048, chunk: 100 });
  const parts = [
    6 * 27_133_184,
    27_133_184,
    2 * 2048 * (12 * 256 + 5 * 512),
    2 * 8 * 2048 ** 2 * 0.6,
    300 * 50_432,
  ];
  assert.equal(bytes, Math.ceil(4 * parts.reduce((sum, part) => sum + part, 0) + 150_000_000));
  assert.equal(arithmetic[0], "parameters and two moments, old and new: 6 × 27133184 × 4 bytes = 651.2 MB");
  assert.equal(arithmetic.at(-1), "together: 1.22 GB");
});

test("memoryNeeded: never shrinks when a step grows", () => {
  const size = fc.integer({ min: 1, max: 64 });
  fc.assert(
    fc.property(size, size, size, size, (sequences, length, chunk, accumulation) => {
      const step = { sequences, length, chunk, accumulation };
      const { bytes } = memoryNeeded(proxy, step);
      for (const name of ["sequences", "length", "chunk", "accumulation"] as const)
        assert.ok(memoryNeeded(proxy, { ...step, [name]: step[name] + 1 }).bytes >= bytes);
    }),
  );
});

test("requireMemory: refuses what cannot fit, with the arithmetic and what would help", () => {
  const large = configurations["regmix-1.1b"];
  assert.throws(() => requireMemory(large, { sequences: 4, length: 2048 }, 40e9), {
    name: "RangeError",
    message:
      /^requireMemory: the step must fit into the available 40\.00 GB, got at least \d+\.\d\d GB \(parameters and two moments.*together: .*\)\. Take fewer sequences at a time \(microSequences\), or more memory\.$/,
  });
  assert.throws(
    () => requireMemory(large, { sequences: 1, length: 8 }, 8e9),
    /does not fit: take a smaller model, or more memory\.$/,
  );
  const short = { sequences: 1, length: 2048 };
  const needed = memoryNeeded(proxy, short).bytes;
  assert.throws(() => requireMemory(proxy, short, needed - 1), /Take a shorter length or a smaller model/);
  assert.ok(requireMemory(proxy, { sequences: 1, length: 2048 }, 8e9).bytes < 8e9);
  assert.throws(
    () => memoryNeeded(proxy, { sequences: 0, length: 8 }),
    /sequences must be a whole number from 1, got 0/,
  );
});
