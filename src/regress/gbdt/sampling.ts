import { lcg } from "./lcg.ts";
import { roundCount } from "./numerics.ts";
import type { Parameters } from "./parameters.ts";

/** Which columns a tree and its nodes may use; undefined stands for all. */
export interface ColumnSampler {
  tree(): Uint8Array | undefined;
  node(): Uint8Array | undefined;
}

/**
 * Draws columns per tree and per node.
 *
 * Shape   marks [usable columns]
 * Random  seeded with `featureFractionSeed`
 * Source  LightGBM ColSampler
 */
export function makeColumnSampler(columns: number, parameters: Parameters): ColumnSampler {
  const { featureFraction, featureFractionBynode } = parameters;
  const random = lcg(parameters.featureFractionSeed);
  const share = (count: number, fraction: number) =>
    Math.max(roundCount(count * fraction), Math.min(1, count));
  const marks = (chosen: Int32Array) => {
    const out = new Uint8Array(columns);
    for (const at of chosen) out[at] = 1;
    return out;
  };
  let treeColumns = Int32Array.from({ length: columns }, (_, at) => at);
  const drawTree = () => {
    treeColumns = random.sample(columns, share(columns, featureFraction)) as Int32Array<ArrayBuffer>;
  };
  if (featureFraction < 1) drawTree();
  return {
    tree() {
      if (featureFraction >= 1) return undefined;
      drawTree();
      return marks(treeColumns);
    },
    node() {
      if (featureFractionBynode >= 1) return undefined;
      const { length } = treeColumns;
      return marks(random.sample(length, share(length, featureFractionBynode)).map((at) => treeColumns[at]));
    },
  };
}

/** Which rows the next tree grows on. */
export interface RowSampler {
  /** Rows of the bag, ascending; undefined stands for all. */
  rows(iteration: number): Int32Array | undefined;
}

const blockRows = 1024;

/**
 * Draws bags of rows.
 *
 * Random  one generator per 1024 rows, seeded with `baggingSeed` + block
 * Source  LightGBM BaggingSampleStrategy
 */
export function makeRowSampler(rows: number, parameters: Parameters): RowSampler {
  const { baggingFraction, baggingFreq, baggingSeed } = parameters;
  if (baggingFraction >= 1 || baggingFreq <= 0) return { rows: () => undefined };
  const blocks = Array.from({ length: Math.ceil(rows / blockRows) }, (_, block) => lcg(baggingSeed + block));
  let bag: Int32Array | undefined;
  return {
    rows(iteration) {
      if (bag !== undefined && iteration % baggingFreq !== 0) return bag;
      const chosen: number[] = [];
      blocks.forEach((random, block) => {
        const end = Math.min(rows, (block + 1) * blockRows);
        for (let row = block * blockRows; row < end; row++) {
          if (random.float() < baggingFraction) chosen.push(row);
        }
      });
      bag = Int32Array.from(chosen);
      return bag;
    },
  };
}
