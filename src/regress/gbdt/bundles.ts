import { lcg } from "./lcg.ts";

/** A column as bundling sees it. */
export interface BundleColumn {
  /** Sample positions that hold something other than the column's usual bin. */
  readonly positions: Int32Array;
  /** How many sample values were neither zero nor absent, before any correction. */
  readonly keptCount: number;
}

interface Group {
  readonly columns: number[];
  readonly taken: Uint8Array;
  /** Sum of the columns' counts. */
  counts: number;
  /** Sample positions taken by any of them. */
  used: number;
}

const maxSearched = 100;
const denseShare = 0.4;

/**
 * Groups of columns that share storage because they are seldom busy in the same row.
 * Where they clash, a training row keeps only the last column's value: bundling can change a model.
 *
 * Shape   columns [k] → disjoint lists of column positions, each of at least two
 * Random  seeded with the number of rows, drawn from only beyond 100 groups
 * Source  LightGBM FastFeatureBundling
 */
export function bundleColumns(
  columns: readonly BundleColumn[],
  total: number,
  rows: number,
  sparse: boolean,
): number[][] {
  const inOrder = columns.map((_, at) => at);
  const byCount = inOrder.toSorted((a, b) => columns[b].keptCount - columns[a].keptCount);
  const first = findGroups(columns, inOrder, total, rows, sparse);
  const second = findGroups(columns, byCount, total, rows, sparse);
  const chosen = second.groups < first.groups ? second : first;
  return chosen.lossy.filter((group) => group.length > 1);
}

function findGroups(
  columns: readonly BundleColumn[],
  order: readonly number[],
  total: number,
  rows: number,
  sparse: boolean,
): { groups: number; lossy: number[][] } {
  const allowed = Math.floor(total / 10_000);
  const random = lcg(rows);
  const groups: Group[] = [];
  for (const at of order) {
    const { positions } = columns[at];
    const count = positions.length;
    const candidates = groups.filter((group) => group.counts + count <= total + allowed);
    const last = candidates.length - 1;
    const others = random.sample(last, Math.min(last, maxSearched - 1));
    let home: Group | undefined;
    for (const pick of candidates.length > 0 ? [last, ...others] : []) {
      const group = candidates[pick];
      const clashes = countClashes(group.taken, positions);
      if (clashes <= allowed - group.counts + group.used && clashes <= Math.floor(count / 2)) {
        home = group;
        break;
      }
    }
    if (home === undefined) {
      home = { columns: [], taken: new Uint8Array(total), counts: 0, used: 0 };
      groups.push(home);
    }
    home.used += count - countClashes(home.taken, positions);
    home.counts += count;
    home.columns.push(at);
    for (const position of positions) home.taken[position] = 1;
  }
  if (!sparse) return { groups: groups.length, lossy: groups.map((group) => group.columns) };
  return regroupSparse(columns, groups, total, allowed);
}

/** Second round: what is not dense goes into one group, lossless once its columns clash too often. */
function regroupSparse(
  columns: readonly BundleColumn[],
  groups: readonly Group[],
  total: number,
  allowed: number,
): { groups: number; lossy: number[][] } {
  const isDense = (group: Group) => group.used / total >= denseShare;
  const lossy = groups.filter(isDense).map((group) => group.columns);
  const rest = groups.filter((group) => !isDense(group)).flatMap((group) => group.columns);
  if (rest.length === 0) return { groups: lossy.length, lossy };
  const taken = new Uint8Array(total);
  let clashes = 0;
  for (const at of rest) {
    clashes += countClashes(taken, columns[at].positions);
    if (clashes > allowed) return { groups: lossy.length + 1, lossy };
    for (const position of columns[at].positions) taken[position] = 1;
  }
  return { groups: lossy.length + 1, lossy: [...lossy, rest] };
}

function countClashes(taken: Uint8Array, positions: Int32Array): number {
  let clashes = 0;
  for (const position of positions) clashes += taken[position];
  return clashes;
}
