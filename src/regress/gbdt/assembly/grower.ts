// Histograms and split search of gradient boosting. Memory is laid out and filled by the caller; all arguments are byte
// addresses, counts or sums. A histogram has one pair of doubles for each cell: gradient sum, hessian sum. Both lanes of
// a pair are added at once: the lanes do not touch each other, so every sum has the bits of a plain loop.

const epsilon: f64 = 1.0000000036274937e-15;
const pairBytes: usize = 16;
/** Leaves room for far more than the rounding of a handful of operations. */
const nearlyOne: f64 = 1 - 1e-12;

// @ts-ignore: decorator
@inline
function addRow(histogram: usize, row: usize, starts: usize, cells: usize, pair: v128): void {
  let entry = cells + <usize>load<u32>(starts + row);
  const end = cells + <usize>load<u32>(starts + row, 4);
  for (; entry < end; entry += 4) {
    const cell = histogram + <usize>load<u32>(entry);
    v128.store(cell, f64x2.add(v128.load(cell), pair));
  }
}

/** Sums gradients, and 1 for each row, over the given rows in their order. */
export function fill(
  histogram: usize,
  bytes: usize,
  rows: usize, // i32 [count]
  count: i32,
  starts: usize, // u32 [all rows + 1], byte offsets into cells
  cells: usize, // u32, byte offsets into the histogram
  gradients: usize, // f32 [all rows]
): void {
  memory.fill(histogram, 0, bytes);
  const end = rows + (<usize>count << 2);
  for (; rows < end; rows += 4) {
    const row = <usize>load<u32>(rows) << 2;
    const pair = f64x2.replace_lane(f64x2.splat(1), 0, <f64>load<f32>(gradients + row));
    addRow(histogram, row, starts, cells, pair);
  }
}

/** Sums gradients and hessians over the given rows in their order. */
export function fillWeighted(
  histogram: usize,
  bytes: usize,
  rows: usize,
  count: i32,
  starts: usize,
  cells: usize,
  gradients: usize,
  hessians: usize, // f32 [all rows]
): void {
  memory.fill(histogram, 0, bytes);
  const end = rows + (<usize>count << 2);
  for (; rows < end; rows += 4) {
    const row = <usize>load<u32>(rows) << 2;
    const hessian = f64x2.splat(<f64>load<f32>(hessians + row));
    addRow(histogram, row, starts, cells, f64x2.replace_lane(hessian, 0, <f64>load<f32>(gradients + row)));
  }
}

/**
 * Fills the cell of each most frequent bin above 0 with what the other cells leave of the leaf's sums. Rounding residue
 * stays in it even if the bin is empty: later sums depend on it.
 */
export function fixUsual(
  histogram: usize,
  columns: i32,
  facts: usize, // i32 [columns × 4]: first cell as byte offset, bins, most frequent bin, is plain
  gradient: f64,
  hessian: f64,
): void {
  const end = facts + (<usize>columns << 4);
  for (; facts < end; facts += 16) {
    const usual = load<i32>(facts, 8);
    if (usual == 0) continue;
    const first = histogram + <usize>load<u32>(facts);
    const bins = load<i32>(facts, 4);
    let rest = f64x2.replace_lane(f64x2.splat(hessian), 0, gradient);
    for (let bin = 0; bin < bins; bin++) {
      if (bin != usual) rest = f64x2.sub(rest, v128.load(first + (<usize>bin << 4)));
    }
    v128.store(first + (<usize>usual << 4), rest);
  }
}

/** Turns a parent's histogram into that of its larger child. */
export function subtract(parent: usize, smaller: usize, bytes: usize): void {
  const end = parent + bytes;
  for (; parent < end; parent += pairBytes, smaller += pairBytes) {
    v128.store(parent, f64x2.sub(v128.load(parent), v128.load(smaller)));
  }
}

/**
 * Best threshold over all plain columns of a leaf, from the highest bin down; strictly better wins, so among equal gains
 * the highest threshold of the lowest column. Clears the mark of a column where no threshold passes.
 *
 * With unit hessians the count of rows is the rounded hessian sum, so it need not be kept.
 */
export function search(
  histogram: usize,
  columns: i32,
  facts: usize,
  splittable: usize, // u8 [columns]
  choosable: usize, // u8 [columns]; 0: all are
  gradient: f64,
  hessian: f64, // with both epsilons
  count: i32,
  shift: f64,
  lambda: f64,
  minCount: i32,
  minHessian: f64,
  unit: bool,
  best: usize, // f64: gain, left gradient, left hessian; i32: column or -1, bin, left count
): void {
  const total = f64x2.replace_lane(f64x2.splat(hessian), 0, gradient);
  const lambdas = f64x2.splat(lambda);
  const factor = <f64>count / hessian;
  const least = unit ? Math.max(<f64>minCount - 0.5, minHessian) : minHessian;
  const most = <f64>(count - minCount) + 0.5;
  let overallGain = -Infinity;
  store<i32>(best, -1, 24);
  for (let at = 0; at < columns; at++) {
    const fact = facts + (<usize>at << 4);
    if (load<u8>(splittable + at) == 0 || load<i32>(fact, 12) == 0) continue;
    const first = histogram + <usize>load<u32>(fact);
    let cell = first + (<usize>(load<i32>(fact, 4) - 1) << 4);
    let right = f64x2.replace_lane(f64x2.splat(0), 1, epsilon);
    let rightCount = 0;
    let bestGain = shift;
    let bestCell: usize = 0;
    let bestLeft = total;
    let bestCount = 0;
    for (; cell > first; cell -= pairBytes) {
      const pair = v128.load(cell);
      right = f64x2.add(right, pair);
      const rightHessian = f64x2.extract_lane(right, 1);
      if (unit) {
        if (rightHessian < least) continue;
        if (rightHessian > most) break;
      } else {
        rightCount += <i32>(f64x2.extract_lane(pair, 1) * factor + 0.5);
        if (rightCount < minCount || rightHessian < least) continue;
        if (count - rightCount < minCount) break;
      }
      const left = f64x2.sub(total, right);
      if (f64x2.extract_lane(left, 1) < minHessian) break;
      const squares = v128.shuffle<f64>(f64x2.mul(left, left), f64x2.mul(right, right), 0, 2);
      const hessians = f64x2.add(v128.shuffle<f64>(left, right, 1, 3), lambdas);
      // a/h + b/k > best only if a*k + b*h > best*h*k up to rounding: most cells fail this and need no division.
      const leftHessian = f64x2.extract_lane(hessians, 0);
      const rightHessianSum = f64x2.extract_lane(hessians, 1);
      const crossed = f64x2.extract_lane(squares, 0) * rightHessianSum + f64x2.extract_lane(squares, 1) * leftHessian;
      if (crossed < bestGain * (leftHessian * rightHessianSum) * nearlyOne) continue;
      const gains = f64x2.div(squares, hessians);
      const gain = f64x2.extract_lane(gains, 0) + f64x2.extract_lane(gains, 1);
      if (gain > bestGain) {
        bestGain = gain;
        bestCell = cell;
        bestLeft = left;
        bestCount = unit ? count - <i32>(rightHessian + 0.5) : count - rightCount;
      }
    }
    if (bestCell == 0) {
      store<u8>(splittable + at, 0);
      continue;
    }
    const gain = bestGain - shift;
    if (gain > overallGain && (choosable == 0 || load<u8>(choosable + at) != 0)) {
      overallGain = gain;
      store<f64>(best, gain);
      v128.store(best, bestLeft, 8);
      store<i32>(best, at, 24);
      store<i32>(best, <i32>((bestCell - first) >> 4) - 1, 28);
      store<i32>(best, bestCount, 32);
    }
  }
}

/**
 * Moves the rows of a leaf that go left to the front, both sides in their order.
 *
 * Both sides are written and one is kept: cheaper than a branch that nobody can foresee.
 *
 * @returns how many went left
 */
export function divide(
  rows: usize, // i32 [count]
  count: i32,
  spare: usize, // i32 [count]
  bins: usize, // u16 [all rows]
  threshold: i32,
  special: i32, // bin whose side is given, -1: none
  specialLeft: bool,
): i32 {
  let left = rows;
  let right = spare;
  const end = rows + (<usize>count << 2);
  for (let place = rows; place < end; place += 4) {
    const row = load<u32>(place);
    const bin = <i32>load<u16>(bins + (<usize>row << 1));
    const goesLeft = bin == special ? specialLeft : bin <= threshold;
    store<u32>(left, row);
    store<u32>(right, row);
    const step = <usize>goesLeft << 2;
    left += step;
    right += 4 - step;
  }
  memory.copy(left, spare, right - spare);
  return <i32>((left - rows) >> 2);
}
