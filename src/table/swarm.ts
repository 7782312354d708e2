import type { Matrix } from "./matrix.ts";

/**
 * Runs of proxies: what each was trained on, and what came of it.
 *
 * Shape   mixtures [runs × domains], losses [runs × targets]; row k of both is run ids[k]
 * Units   weights as published (rows may sum to .996 to 1.003); losses in nats per token
 */
export interface Swarm {
  readonly name: string;
  readonly ids: readonly string[];
  readonly mixtures: Matrix;
  readonly losses: Matrix;
}
