import type { NumberList } from "../spec.ts";

export interface GridRun {
  readonly flops: number;
  readonly loss: number;
  /** Optimisation steps. */
  readonly steps: number;
  /** Whether no model of less or equal compute has a lower loss. */
  readonly onFront: boolean;
  /** Whether its compute lies in the interval left out of the fit. */
  readonly excluded: boolean;
}

/** A law along compute, ascending, and the bounds of its bootstrap band. */
export interface GridCurve {
  readonly flops: NumberList;
  readonly loss: NumberList;
  readonly lower: NumberList;
  readonly upper: NumberList;
  /** Share of bootstrap curves inside the band: 0.95 unless told. */
  readonly level?: number;
}

export interface GridMark {
  /** e.g. "1.4B". */
  readonly label: string;
  readonly flops: number;
  readonly loss: number;
}
