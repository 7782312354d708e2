import type { Matrix } from "../table/index.ts";

/** A point on the simplex: domain → share of training tokens. */
export type Mixture = Readonly<Record<string, number>>;

/**
 * Mixtures of many runs by run id.
 *
 * Shape   mixtures [ids × domains]; row k is run ids[k]
 */
export interface MixtureTable {
  readonly ids: readonly string[];
  readonly mixtures: Matrix;
}

/**
 * Simulated mixtures, drawn anew block by block on every pass, so that any number fits in memory.
 *
 * Random  every pass gives the same rows
 */
export interface Candidates {
  readonly domains: readonly string[];
  readonly count: number;
  blocks(): Iterable<Matrix>;
}
