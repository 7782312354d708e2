import { nextUp } from "./numerics.ts";

/**
 * Upper bounds of at most `room` bins over sorted distinct values, of about equal counts.
 *
 * Shape   distinct, counts [k] → bounds, the last of them infinity
 * Source  LightGBM GreedyFindBin
 */
export function greedyBounds(
  distinct: readonly number[],
  counts: readonly number[],
  room: number,
  total: number,
  minDataInBin: number,
): number[] {
  const bounds: number[] = [];
  const tryBound = (low: number, high: number): boolean => {
    const bound = nextUp((low + high) / 2);
    const kept = bounds.length === 0 || bound > nextUp(bounds[bounds.length - 1]);
    if (kept) bounds.push(bound);
    return kept;
  };
  if (distinct.length <= room) {
    for (let at = 0, count = 0; at < distinct.length - 1; at++) {
      count += counts[at];
      if (count >= minDataInBin && tryBound(distinct[at], distinct[at + 1])) count = 0;
    }
  } else {
    const bins = Math.max(1, Math.min(room, Math.floor(total / minDataInBin)));
    for (const at of greedyCuts(counts, bins, total)) tryBound(distinct[at], distinct[at + 1]);
  }
  bounds.push(Number.POSITIVE_INFINITY);
  return bounds;
}

/** Positions after which a bin ends; a value that fills a bin alone gets one. */
function greedyCuts(counts: readonly number[], bins: number, total: number): number[] {
  const share = total / bins;
  let restBins = bins;
  let rest = total;
  const big = counts.map((count) => count >= share);
  counts.forEach((count, at) => {
    if (!big[at]) return;
    restBins -= 1;
    rest -= count;
  });
  let mean = rest / restBins;
  const cuts: number[] = [];
  for (let at = 0, count = 0; at < counts.length - 1; at++) {
    if (!big[at]) rest -= counts[at];
    count += counts[at];
    if (big[at] || count >= mean || (big[at + 1] && count >= Math.max(1, mean * 0.5))) {
      cuts.push(at);
      if (cuts.length >= bins - 1) break;
      count = 0;
      if (!big[at]) {
        restBins -= 1;
        mean = rest / restBins;
      }
    }
  }
  return cuts;
}
