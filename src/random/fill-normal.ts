import { shown } from "../table/index.ts";
import { nonNegative, seedWord } from "./arguments.ts";
import { exactLog } from "./exact/log.ts";
import { exactPow } from "./exact/pow.ts";
import { MersenneTwister } from "./mersenne-twister.ts";

/** Where the base strip of a ziggurat of 256 strips ends, and the area of each strip. */
const tailStart = 3.6541528853610088;
const stripArea = 0.00492867323399;
const strips = 256;

const density = (x: number): number => exactPow(Math.E, (-x * x) / 2);

/** Right edges of the strips from the base up, and the density there. */
const edges = new Float64Array(strips + 1);
const heights = new Float64Array(strips + 1);
edges[0] = stripArea / density(tailStart);
edges[1] = tailStart;
heights[1] = density(tailStart);
for (let strip = 2; strip < strips; strip++) {
  heights[strip] = heights[strip - 1] + stripArea / edges[strip - 1];
  edges[strip] = Math.sqrt(-2 * exactLog(heights[strip]));
}
heights[strips] = 1;

/** Which numbers `fillNormalInPlace` draws. */
export interface FillNormalOptions {
  readonly seed: number;
  /** Name of the stream: each name of one seed has its own numbers. */
  readonly stream: string;
  readonly deviation?: number;
}

/**
 * Fills an array with normal numbers of mean 0, fast enough for the weights of a network.
 *
 * Each name is a stream of its own, so that what one array gets does not depend on which others are drawn.
 *
 * Shape   fills all of `values`
 * Random  MT19937 keyed by the seed and the stream's name; same seed and name, same bits on every platform
 * Source  Marsaglia and Tsang 2000, doi:10.18637/jss.v005.i08, with 256 strips; its strip and its place come from
 *   different bits of one word, so that they are independent (Doornik 2005)
 *
 * @throws {RangeError} if the seed is not a whole number from 0 to 2^32 - 1, or the deviation is negative
 * @example fillNormalInPlace(new Float32Array(4), { seed: 42, stream: "lm_head.weight", deviation: 0.02 })
 */
export function fillNormalInPlace(
  values: Float32Array,
  { seed, stream, deviation = 1 }: FillNormalOptions,
): void {
  if (typeof stream !== "string")
    throw new TypeError(`fillNormalInPlace: stream must be a name, got ${shown(stream)}.`);
  nonNegative("fillNormalInPlace", "deviation", deviation);
  const key = [
    seedWord("fillNormalInPlace", seed),
    ...Array.from({ length: stream.length }, (_, at) => stream.charCodeAt(at)),
  ];
  const twister = MersenneTwister.fromKey(key);
  for (let at = 0; at < values.length; at++) values[at] = deviation * normal(twister);
}

function normal(twister: MersenneTwister): number {
  for (;;) {
    const word = twister.uint32();
    const strip = word & 255;
    const sign = word & 256 ? -1 : 1;
    const x = (((word >>> 9) + 0.5) / 2 ** 23) * edges[strip];
    if (x < edges[strip + 1]) return sign * x;
    if (strip === 0) return sign * tail(twister);
    const height = heights[strip] + twister.double() * (heights[strip + 1] - heights[strip]);
    if (height < density(x)) return sign * x;
  }
}

/** A number beyond the base strip, by Marsaglia's rejection. */
function tail(twister: MersenneTwister): number {
  for (;;) {
    const x = -exactLog(1 - twister.double()) / tailStart;
    const y = -exactLog(1 - twister.double());
    if (y + y > x * x) return tailStart + x;
  }
}
