// Scores rows against an ensemble by bit vectors (QuickScorer: Lucchese et al. 2015), 16 words of 32 leaves at a time.
// Memory is laid out and filled by the caller; all arguments are byte addresses or counts.

// @ts-ignore: decorator
@inline
function add(sum: f64, mask: u32, values: usize): f64 {
  return sum + load<f64>(values + (<usize>ctz(mask) << 3));
}

/**
 * For one feature: turns the value of each row into the byte offset of its masks within a block of words.
 * The class of x is the number of thresholds below x; NaN and zero may have classes of their own.
 */
export function rank(
  rows: i32, // count
  values: usize, // f64 [rows × stride], at the feature's column
  stride: usize, // bytes from row to row
  thresholds: usize, // f64 [count], ascending
  count: i32,
  base: u32, // class of the lowest values
  nanClass: u32,
  zeroClass: u32,
  offsets: usize, // u32 [rows × offsetStride], at the feature's column
  offsetStride: usize,
): void {
  for (let row = 0; row < rows; row++) {
    let x = load<f64>(values);
    let found: u32;
    if (x != x) {
      found = nanClass;
    } else if (Math.abs(x) <= 1.0000000180025095e-35) {
      found = zeroClass;
    } else {
      let at = thresholds;
      let left = count;
      while (left > 1) {
        const half = left >> 1;
        const middle = at + (<usize>half << 3);
        at = select(middle, at, load<f64>(middle - 8) < x);
        left -= half;
      }
      found = base + (<u32>((at - thresholds) >> 3)) + <u32>(left == 1 && load<f64>(at) < x);
    }
    store<u32>(offsets, found << 6);
    values += stride;
    offsets += offsetStride;
  }
}

/**
 * Adds the leaves of all blocks to the sums of the rows, in tree order.
 */
export function score(
  rows: i32,
  features: i32, // that are split on
  offsets: usize, // u32 [rows × features]
  blocks: i32, // of 16 words
  masks: usize, // u32 [blocks][classes][16]
  blockBytes: usize,
  leaves: usize, // f64 [blocks × 16][33]
  sums: usize, // f64 [rows]
): void {
  for (let block = 0; block < blocks; block++) {
    let at = offsets;
    for (let row = 0; row < rows; row++) {
      let from = masks + <usize>load<u32>(at);
      at += 4;
      let a = v128.load(from);
      let b = v128.load(from, 16);
      let c = v128.load(from, 32);
      let d = v128.load(from, 48);
      for (let feature = 1; feature < features; feature++) {
        from = masks + <usize>load<u32>(at);
        at += 4;
        a = v128.and(a, v128.load(from));
        b = v128.and(b, v128.load(from, 16));
        c = v128.and(c, v128.load(from, 32));
        d = v128.and(d, v128.load(from, 48));
      }
      const place = sums + (<usize>row << 3);
      let sum = load<f64>(place);
      sum = add(sum, i32x4.extract_lane(a, 0), leaves);
      sum = add(sum, i32x4.extract_lane(a, 1), leaves + 264);
      sum = add(sum, i32x4.extract_lane(a, 2), leaves + 528);
      sum = add(sum, i32x4.extract_lane(a, 3), leaves + 792);
      sum = add(sum, i32x4.extract_lane(b, 0), leaves + 1056);
      sum = add(sum, i32x4.extract_lane(b, 1), leaves + 1320);
      sum = add(sum, i32x4.extract_lane(b, 2), leaves + 1584);
      sum = add(sum, i32x4.extract_lane(b, 3), leaves + 1848);
      sum = add(sum, i32x4.extract_lane(c, 0), leaves + 2112);
      sum = add(sum, i32x4.extract_lane(c, 1), leaves + 2376);
      sum = add(sum, i32x4.extract_lane(c, 2), leaves + 2640);
      sum = add(sum, i32x4.extract_lane(c, 3), leaves + 2904);
      sum = add(sum, i32x4.extract_lane(d, 0), leaves + 3168);
      sum = add(sum, i32x4.extract_lane(d, 1), leaves + 3432);
      sum = add(sum, i32x4.extract_lane(d, 2), leaves + 3696);
      sum = add(sum, i32x4.extract_lane(d, 3), leaves + 3960);
      store<f64>(place, sum);
    }
    masks += blockBytes;
    leaves += 4224;
  }
}
