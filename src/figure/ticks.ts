/** Round numbers inside an interval, about as many as wanted: steps of 1, 2 or 5 times a power of ten. */
export function linearTicks(low: number, high: number, wanted = 5): number[] {
  if (!(high - low > leastSpread(Math.max(Math.abs(low), Math.abs(high)))))
    return [Number(low.toPrecision(6))];
  const step = tickStep(low, high, wanted);
  const ticks: number[] = [];
  const slack = step * 1e-9;
  for (let count = Math.ceil((low - slack) / step); count * step <= high + slack; count++) {
    ticks.push(Number((count * step).toPrecision(12)) + 0);
  }
  return ticks;
}

function tickStep(low: number, high: number, wanted: number): number {
  const rough = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const ratio = rough / power;
  return power * (ratio < Math.SQRT2 ? 1 : ratio < Math.sqrt(10) ? 2 : ratio < Math.sqrt(50) ? 5 : 10);
}

/** The ticks' texts, all with the decimals that the finest of them needs; powers of ten when that gets long. */
export function tickLabels(ticks: readonly number[]): string[] {
  const decimals = Math.max(0, ...ticks.map(decimalsOf));
  const largest = Math.max(0, ...ticks.map(Math.abs));
  const long = decimals > 7 || largest >= 1e7;
  return ticks.map((tick) =>
    minus(long && tick !== 0 ? tick.toExponential() : tick.toFixed(long ? 0 : decimals)),
  );
}

/** Decimals of a number's shortest text, an exponent counted in. */
function decimalsOf(value: number): number {
  const [mantissa, exponent = "0"] = String(value).split("e");
  return Math.max(0, (mantissa.split(".")[1] ?? "").length - Number(exponent));
}

/** With true minus signs, as wide as the digits. */
export const minus = (text: string): string => text.replaceAll("-", "−");

/** Ticks of a logarithmic axis: 1, 2, 5 of each decade while they fit, else the decades. */
export function logTicks(low: number, high: number, wanted = 6): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  for (const steps of [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3], [1]]) {
    const ticks: number[] = [];
    for (let power = first; power <= last; power++) {
      for (const step of steps) {
        const tick = Number(`${step}e${power}`);
        if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick);
      }
    }
    if (ticks.length <= wanted || steps.length === 1)
      return ticks.length >= 2 ? ticks : linearTicks(low, high, 3);
  }
  return [];
}

/** Figures hold six significant digits: values nearer than this, as a share of their size, look equal. */
const finestSpread = 1e-5;
/** Below this a double has too few digits left to be divided. */
const tiniest = 1e-290;

const leastSpread = (size: number): number => Math.max(tiniest, size * finestSpread);

/** An interval with room on both sides, as a share of its length. */
export function padded(values: Iterable<number>, share = 0.05): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [0, 1];
  const size = Math.max(Math.abs(low), Math.abs(high));
  const room = high - low > leastSpread(size) ? (high - low) * share : size > tiniest ? size * share : share;
  return [low - room, high + room];
}
