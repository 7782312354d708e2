import { exactLog10, exactPow, NumpyRandomState, PythonRandom } from "../random/index.ts";
import { matrix, shown, unknownName } from "../table/index.ts";
import { type Caps, requireRoom } from "./caps.ts";
import { pairwiseSum } from "./pairwise-sum.ts";
import { checkedSum, proportional } from "./shares.ts";
import type { Mixture, MixtureTable } from "./types.ts";

/** Strengths of the Dirichlet draws: low ones favour few domains, high ones stay near the prior. */
export interface Strengths {
  readonly lowest?: number;
  readonly highest?: number;
  /** How many, evenly spaced on a logarithmic scale. */
  readonly number?: number;
}

/** How `sampleMixtures` draws; every default is the public sampler's. */
export interface SampleOptions {
  /** Mixtures wanted: 512 in the paper. */
  readonly count?: number;
  /** Seed of both streams, numpy's for the draws and CPython's for the choices: 42. */
  readonly seed?: number;
  readonly strengths?: Strengths;
  /** Exponent that evens out the prior: 0.5; 1 keeps it. */
  readonly temperature?: number;
  /** Largest share of a domain as a multiple of its prior: 15. */
  readonly epochs?: number;
  /** Largest shares by domain, in place of `epochs`; a domain left out has none. */
  readonly caps?: Caps;
  /** Shares below become 0: 2e-4, about 100 of the 512 000 sequences of a 1B-token proxy. */
  readonly minimum?: number;
  /** Shares are rounded to multiples of this: as `minimum`. */
  readonly grid?: number;
  /** Draws per mixture wanted: 100. */
  readonly multiplier?: number;
  /** Mixtures that differ by no more in sum count as the same: 1e-5. */
  readonly neighbourDistance?: number;
  /** Decimals of the result: 5. */
  readonly decimals?: number;
}

/** Most draws of one call: those kept stand in memory, some 200 bytes each. */
const maximumDraws = 1e7;

/**
 * Draws the mixtures that proxies are trained on: Dirichlet draws of many strengths around an evened-out prior, capped,
 * rounded, distinct.
 *
 * Shape   prior [domains] → mixtures [count × domains]; ids "1" to "count"
 * Units   shares of tokens; rows sum to 1 but for the rounding to the grid, as published swarms do
 * Random  reads only `seed`; same seed, same rows as the public script on every platform
 * Source  Liu et al. 2024, arXiv:2407.01492, §3.1; sail-sg/regmix, mixture_config/synthesize_mixture.py;
 *         golden test/golden/mixture/sampled.json
 * Differs draws that are not chosen are skipped over instead of made; temperatures above 1 apply too
 *
 * @throws {RangeError} if the prior or an option is no fit number, the caps leave no room, or too few draws respect them
 * @example sampleMixtures(regmixSamplerPrior, { count: 512, seed: 42 })
 */
export function sampleMixtures(prior: Mixture, options: SampleOptions = {}): MixtureTable {
  const { count = 512, seed = 42, multiplier = 100, neighbourDistance = 1e-5, decimals = 5 } = options;
  requireWhole("count", count, 1);
  requireWhole("multiplier", multiplier, 1);
  requireWhole("decimals", decimals, 1, 15);
  if (!(neighbourDistance >= 0))
    throw badOption("neighbourDistance", "a number from 0 up", neighbourDistance);
  if (count * multiplier > maximumDraws)
    throw badOption("count × multiplier", `at most ${maximumDraws}`, count * multiplier);

  const chooser = new PythonRandom(seed);
  const { kept, rejectedBy } = capped(prior, { ...options, seed }, chooser, count * multiplier);
  const rows = distinct(kept, neighbourDistance);
  if (rows.length < count) {
    throw new RangeError(
      `sampleMixtures: count must not exceed the distinct mixtures found, got ${count} of ${rows.length} (${count * multiplier} draws, ${kept.length} within the caps${mostRejecting(rejectedBy)}). Ask for fewer, allow more epochs, or raise multiplier.`,
    );
  }
  const domains = Object.keys(prior);
  const values = new Float64Array(count * domains.length);
  chooser.sample(rows, count).forEach((row, at) => {
    values.set(
      row.map((share) => Number(share.toFixed(decimals))),
      at * domains.length,
    );
  });
  const ids = Array.from({ length: count }, (_, at) => String(at + 1));
  return { ids, mixtures: matrix(domains, values) };
}

interface CappedDraws {
  readonly kept: Float64Array[];
  /** How often each domain's cap was the first to turn a draw away. */
  readonly rejectedBy: ReadonlyMap<string, number>;
}

/** Draws within the caps, cut and rounded to the grid. */
function capped(
  prior: Mixture,
  {
    seed = 42,
    strengths = {},
    temperature = 0.5,
    epochs = 15,
    caps,
    minimum = 2e-4,
    grid = minimum,
  }: SampleOptions,
  chooser: PythonRandom,
  draws: number,
): CappedDraws {
  const domains = Object.keys(prior);
  const sum = checkedSum("sampleMixtures", "prior", prior);
  const empty = domains.find((domain) => prior[domain] === 0);
  if (empty !== undefined)
    throw new RangeError(`sampleMixtures: prior must be above 0, got 0 at ${shown(empty)}. Leave it out.`);
  if (!(minimum >= 0 && minimum < 1)) throw badOption("minimum", "a share below 1", minimum);
  if (!(grid > 0 && grid < 1)) throw badOption("grid", "a share above 0 and below 1", grid);
  if (!(epochs > 0)) throw badOption("epochs", "a positive number", epochs);

  const upper = upperShares(domains, prior, sum, caps ?? epochs);
  const centre = Float64Array.from(Object.values(proportional(prior, { temperature })));
  const alphas = strengthLadder(strengths).map((strength) => centre.map((share) => share * strength));
  const source = new NumpyRandomState(seed);
  const row = new Float64Array(domains.length);
  const kept: Float64Array[] = [];
  const rejections = new Array<number>(domains.length).fill(0);
  for (let draw = 0; draw < draws; draw++) {
    const chosen = alphas.length === 1 ? 0 : chooser.randbelow(alphas.length);
    for (let at = 0; at < alphas.length; at++) {
      if (at === chosen) source.dirichletInPlace(row, alphas[at]);
      else source.skipDirichlet(alphas[at], 1);
    }
    const broken = row.findIndex((share, at) => share > upper[at]);
    if (broken >= 0) rejections[broken] += 1;
    else kept.push(onGrid(row, minimum, grid));
  }
  return { kept, rejectedBy: new Map(domains.map((domain, at) => [domain, rejections[at]])) };
}

function upperShares(
  domains: readonly string[],
  prior: Mixture,
  sum: number,
  limit: Caps | number,
): readonly number[] {
  const upper =
    typeof limit === "number"
      ? domains.map((domain) => Math.min((prior[domain] / sum) * limit, 1))
      : domains.map((domain) => (Object.hasOwn(limit, domain) ? limit[domain] : 1));
  if (typeof limit !== "number") {
    for (const [domain, cap] of Object.entries(limit)) {
      if (!domains.includes(domain)) throw unknownName("sampleMixtures", "caps", domain, domains);
      if (!(cap >= 0)) throw badOption(`the cap of ${shown(domain)}`, "a number from 0 up", cap);
    }
  }
  requireRoom("sampleMixtures", Object.fromEntries(domains.map((domain, at) => [domain, upper[at]])));
  return upper;
}

/** Strengths from lowest to highest, a constant factor apart: numpy's logspace. */
function strengthLadder({ lowest = 0.1, highest = 5, number = 15 }: Strengths): readonly number[] {
  if (!(lowest > 0 && lowest < Number.POSITIVE_INFINITY))
    throw badOption("strengths.lowest", "a positive number", lowest);
  if (!(highest >= lowest && highest < Number.POSITIVE_INFINITY))
    throw badOption("strengths.highest", `a number from ${lowest} up`, highest);
  requireWhole("strengths.number", number, 1, 10_000);
  if (lowest === highest) return [lowest];
  const [from, to] = [exactLog10(lowest), exactLog10(highest)];
  const step = (to - from) / Math.max(1, number - 1);
  return Array.from({ length: number }, (_, at) =>
    exactPow(10, at > 0 && at === number - 1 ? to : from + at * step),
  );
}

function onGrid(row: Float64Array, minimum: number, grid: number): Float64Array {
  const cut = row.map((share) => (share < minimum ? 0 : share));
  const sum = pairwiseSum(cut);
  return cut.map((share) => roundHalfEven(share / sum / grid) * grid);
}

function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const part = x - floor;
  return part > 0.5 || (part === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** Rows in order of their last column, then the one before; each further than `distance` from the one kept before. */
function distinct(rows: readonly Float64Array[], distance: number): Float64Array[] {
  const kept: Float64Array[] = [];
  const gap = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows.toSorted(byLastColumn)) {
    const before = kept.at(-1);
    if (before !== undefined) {
      for (let at = 0; at < row.length; at++) gap[at] = Math.abs(row[at] - before[at]);
      if (!(pairwiseSum(gap) > distance)) continue;
    }
    kept.push(row);
  }
  return kept;
}

function byLastColumn(left: Float64Array, right: Float64Array): number {
  for (let at = left.length - 1; at >= 0; at--) {
    if (left[at] !== right[at]) return left[at] - right[at];
  }
  return 0;
}

function mostRejecting(rejectedBy: ReadonlyMap<string, number>): string {
  const worst = [...rejectedBy]
    .filter(([, times]) => times > 0)
    .toSorted(([, left], [, right]) => right - left)
    .slice(0, 3)
    .map(([domain, times]) => `${domain} (${times})`);
  return worst.length === 0 ? "" : `; turned away most often by the caps of ${worst.join(", ")}`;
}

const badOption = (option: string, rule: string, got: unknown): RangeError =>
  new RangeError(`sampleMixtures: ${option} must be ${rule}, got ${shown(got)}.`);

function requireWhole(
  option: string,
  value: number,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): void {
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw badOption(option, `a whole number from ${least}${most < 1e15 ? ` to ${most}` : ""}`, value);
}
