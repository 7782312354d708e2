/**
 * Prints a number as C's `printf("%.<precision>g")` does.
 *
 * `toPrecision` rounds exact ties up, C rounds them to the even digit, and the exponent is written differently.
 *
 * Shape   number → text; `inf`, `-inf`, `nan` for what is not finite
 * Source  ISO C, 7.21.6.1, conversion specifier g
 *
 * @example formatG(123456.5, 6) // "123456"
 */
export function formatG(value: number, precision: number): string {
  if (Number.isNaN(value)) return "nan";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (size === Infinity) return `${sign}inf`;
  if (size === 0) return `${sign}0`;
  const { digits, exponent } = significant(size, precision);
  if (exponent < -4 || exponent >= precision) {
    const power = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${trimmed(digits[0], digits.slice(1))}e${exponent < 0 ? "-" : "+"}${power}`;
  }
  if (exponent < 0) return `${sign}${trimmed("0", "0".repeat(-exponent - 1) + digits)}`;
  return `${sign}${trimmed(digits.slice(0, exponent + 1), digits.slice(exponent + 1))}`;
}

/**
 * The text that LightGBM writes for thresholds and leaf values: 17 digits, enough to come back to the same bits.
 *
 * @example format17(0.4625) // "0.46250000000000002"
 */
export const format17 = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e15 && value !== 0 ? String(value) : formatG(value, 17);

/**
 * The text that LightGBM writes for gains and inner values: 6 digits.
 *
 * @example format6(0.1) // "0.1"
 */
export const format6 = (value: number): string => formatG(value, 6);

function trimmed(whole: string, fraction: string): string {
  let end = fraction.length;
  while (end > 0 && fraction[end - 1] === "0") end--;
  return end === 0 ? whole : `${whole}.${fraction.slice(0, end)}`;
}

/** Decimal digits rounded half to even, and the power of ten of the first. */
function significant(size: number, precision: number): { digits: string; exponent: number } {
  const longer = split(size.toExponential(precision));
  if (longer.digits.endsWith("5") && isExactly(longer.digits, size)) {
    const cut = longer.digits.slice(0, -1);
    if (Number(cut.at(-1)) % 2 === 0) return { digits: cut, exponent: longer.exponent };
  }
  return split(size.toExponential(precision - 1));
}

const longest = 100;

// A tie has few digits, so it is an integer or has at most 26 binary places: 100 digits then show it exactly.
const isExactly = (digits: string, size: number): boolean =>
  split(size.toExponential(longest)).digits === digits.padEnd(longest + 1, "0");

function split(text: string): { digits: string; exponent: number } {
  const [mantissa, exponent] = text.split("e");
  return { digits: mantissa.replace(".", ""), exponent: Number(exponent) };
}
