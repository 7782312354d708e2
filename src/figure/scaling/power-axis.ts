import { printScientific } from "../../table/index.ts";
import { linearAxis, logAxis } from "../axes.ts";
import type { Axis, NumberList } from "../spec.ts";
import { logTicks, minus, padded } from "../ticks.ts";

const plainFrom = 1e-3;
const plainTo = 1e5;

/** A number of any size for an axis: `0.5`, `20`, `10^18` with its exponent raised, `2·10^18` likewise. */
export function powerLabel(value: number): string {
  return isPlain(value) ? String(value) : asPower(value);
}

const isPlain = (value: number): boolean => value === 0 || (value >= plainFrom && value < plainTo);

function asPower(value: number): string {
  const [mantissa, exponent] = value.toExponential().split("e");
  const power = `10<sup>${minus(String(Number(exponent)))}</sup>`;
  return mantissa === "1" ? power : `${mantissa}·${power}`;
}

/** A large number in plain text with three digits: `2.41e19`. */
export const scientific = (value: number): string =>
  printScientific(value, 3).replace(/e\+?(-?)0*(?=\d)/, "e$1");

/** The same without trailing zeros: `1e21`. */
export const briefly = (value: number): string => scientific(value).replace(/\.?0+e/, "e");

/** A logarithmic axis whose ticks are powers of ten where it spans several of them, every so many when they are many. */
export function powerAxis(range: readonly [number, number], title: string, wanted = 5): Axis {
  const [first, last] = [Math.ceil(Math.log10(range[0]) - 1e-9), Math.floor(Math.log10(range[1]) + 1e-9)];
  const decades = last - first + 1;
  const step = Math.max(1, Math.ceil(decades / wanted));
  const powers: number[] = [];
  for (let power = Math.ceil(first / step) * step; power <= last; power += step) {
    powers.push(Number(`1e${power}`));
  }
  const ticks = powers.length >= 3 ? powers : logTicks(range[0], range[1], wanted);
  // One axis, one way of writing.
  const label = ticks.every(isPlain) ? String : (tick: number) => (tick === 1 ? "1" : asPower(tick));
  return { ...logAxis(range, title), tickvals: ticks, ticktext: ticks.map(label) };
}

/** A linear axis for numbers of zero and more that may be as large as FLOPs. */
export function countAxis(range: readonly [number, number], title: string, wanted = 5): Axis {
  const axis = linearAxis(range, title, wanted);
  const ticks = (axis.tickvals ?? []).map(Number);
  return Math.max(...ticks) < plainTo ? axis : { ...axis, ticktext: ticks.map(powerLabel) };
}

/** Figures hold six significant digits: logarithms nearer than this could leave an axis by their rounding. */
const leastSpan = 1e-3;

/** An interval around positive values with room on both sides of their logarithms. */
export function logPadded(values: NumberList, share = 0.05): [number, number] {
  const [low, high] = padded(Array.from(values, Math.log10), share);
  const more = Math.max(0, leastSpan - (high - low)) / 2;
  return [10 ** (low - more), 10 ** (high + more)];
}
