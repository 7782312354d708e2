import { NumpyRandomState } from "../random/index.ts";
import { type Matrix, matrix, shown } from "../table/index.ts";
import { checkMixture } from "./shares.ts";
import type { Candidates, Mixture } from "./types.ts";

/** How many candidates are simulated, and from which stream. */
export interface SimulateOptions {
  /** 100 000 in the authors' notebook. */
  readonly count: number;
  /** 42 in the authors' notebook. */
  readonly seed: number;
  /** Dirichlet concentration: 1 in the authors' notebook; higher stays nearer to the prior. */
  readonly strength?: number;
  /** Rows held in memory at a time. */
  readonly block?: number;
}

/**
 * Simulates candidate mixtures around a prior, to be ranked by a surrogate.
 *
 * Rows are drawn when they are asked for, block by block, and drawn again on the next pass: ten million take no more
 * memory than one block.
 *
 * Shape   prior [domains] → blocks of at most [block × domains], `count` rows in all; each sums to 1
 * Units   shares of tokens
 * Random  reads only `seed`; the rows of numpy's `random.seed(seed)`, then `random.dirichlet(prior * strength, count)`
 * Source  Liu et al. 2024, arXiv:2407.01492, §3.3; authors' notebook: strength 1, 100 000 rows, seed 42
 * Differs last bits where the C library's logarithms are not correctly rounded (see `NumpyRandomState`)
 *
 * @throws {RangeError} if the prior does not sum to 1 within 1e-9 or holds a 0, or an option is no fit number
 * @example simulate(regmixNotebookPrior, { count: 100_000, seed: 42 })
 */
export function simulate(
  prior: Mixture,
  { count, seed, strength = 1, block = 4096 }: SimulateOptions,
): Candidates {
  checkMixture("simulate", "prior", prior);
  const domains = Object.keys(prior);
  const empty = domains.find((domain) => prior[domain] === 0);
  if (empty !== undefined)
    throw new RangeError(`simulate: prior must be above 0, got 0 at ${shown(empty)}. Leave it out.`);
  if (!(strength > 0 && strength < Number.POSITIVE_INFINITY))
    throw new RangeError(`simulate: strength must be a positive number, got ${shown(strength)}.`);
  if (!Number.isSafeInteger(count) || count < 0)
    throw new RangeError(`simulate: count must be a whole number from 0 up, got ${shown(count)}.`);
  if (!Number.isSafeInteger(block) || block < 1)
    throw new RangeError(`simulate: block must be a whole number from 1 up, got ${shown(block)}.`);
  const start = new NumpyRandomState(seed);
  const alpha = Float64Array.from(domains, (domain) => prior[domain] * strength);
  return {
    domains,
    count,
    *blocks(): Iterable<Matrix> {
      const source = start.clone();
      for (let done = 0; done < count; done += block) {
        const rows = source.dirichlet(alpha, Math.min(block, count - done));
        yield matrix(domains, rows);
      }
    },
  };
}

/**
 * Wraps rows there already are as candidates, in one block.
 *
 * Shape   rows [count × domains]
 */
export function candidatesFrom(rows: Matrix): Candidates {
  return { domains: rows.names, count: rows.rows, blocks: () => [rows] };
}
