import assert from "node:assert/strict";
import { test } from "node:test";
import { crossing, type Refit, type Walk } from "../../../src/scaling/uncertainty/crossing.ts";
import { near } from "../points.ts";

const refitOf =
  (rise: (at: number) => number, converged = true) =>
  (at: number): Refit => ({ at, place: Float64Array.of(at), rise: rise(at), converged });

/** A walk over a surface whose height is known, from 0 to the right. */
const over = (rise: (at: number) => number, more: Partial<Walk> = {}): Walk => ({
  from: refitOf(rise)(0),
  step: 0.4,
  limit: 100,
  threshold: 4,
  refit: refitOf(rise),
  search: refitOf(rise),
  ...more,
});

test("crossing: the edge of a parabola is where it reaches the threshold, on either side", () => {
  const right = crossing(over((at) => at * at));
  assert.equal(right.kind, "found");
  near(right.at, 2, 1e-8);
  near(crossing(over((at) => at * at, { step: -0.4 })).at, -2, 1e-8);
});

test("crossing: a surface that stays below the threshold is flat to the limit", () => {
  const { kind, at } = crossing(over((at) => 3 - 3 / (1 + at * at)));
  assert.deepEqual([kind, at], ["flat", 100]);
});

test("crossing: a cliff is no edge", () => {
  const { kind, at } = crossing(over((at) => (at < 1.5 ? 1 : 9)));
  assert.equal(kind, "jump");
  near(at, 1.5, 1e-6);
});

test("crossing: a refit below the fit is said, whether the walk meets it or the search does", () => {
  const dip = (at: number): number => at * at - 20 * Math.exp(-((at - 1) ** 2) * 50);
  assert.equal(crossing(over(dip, { step: 1 })).kind, "lower");
  assert.equal(crossing(over((at) => at * at, { search: refitOf(() => -1) })).kind, "lower");
});

test("crossing: goes on where a search finds another valley beyond the edge", () => {
  const valley = (at: number): number => Math.min(at * at, 1 + (at - 4) ** 2);
  // The walk's own refits see the first valley alone; the search sees both.
  const walk = over((at) => at * at, {
    refit: (at, from) =>
      from[0] === -1 ? { ...refitOf(valley)(at), place: from } : refitOf((x) => x * x)(at),
    search: (at) => ({ ...refitOf((x) => 1 + (x - 4) ** 2)(at), place: Float64Array.of(-1) }),
  });
  const { kind, at } = crossing({
    ...walk,
    search: (at) => (at < 2.1 ? { ...walk.search(at), rise: 3 } : walk.search(at)),
  });
  assert.equal(kind, "found");
  near(at, 4 + Math.sqrt(3), 1e-6);
});

test("crossing: refits that come to no end leave no edge", () => {
  const { kind } = crossing(over((at) => at * at, { refit: refitOf((at) => at * at, false) }));
  assert.equal(kind, "lost");
});
