/** A number as a decimal string without exponent, digit for digit what JavaScript prints. */
function plainDecimal(value: number | string): string {
  const text = String(value).trim();
  const found = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text);
  if (found === null || (found[2] === "" && found[3] === ""))
    throw new RangeError(`roundHalfUp: value must be a decimal number, got ${JSON.stringify(text)}.`);
  const [, sign = "", whole = "", part = "", exponent = "0"] = found;
  const digits = whole + part;
  const point = whole.length + Number(exponent);
  const padded = point > 0 ? digits.padEnd(point, "0") : "0".repeat(1 - point) + digits;
  const at = Math.max(point, 1);
  return `${sign === "-" ? "-" : ""}${padded.slice(0, at)}.${padded.slice(at)}`;
}

/**
 * Rounds a decimal string half up (away from zero) to a number of decimals, as print does; `toFixed` does not, since
 * 59.65 is a little less than 59.65 in binary.
 *
 * @throws {RangeError} if the value is not a decimal number
 * @example roundHalfUp(59.65, 1) // "59.7"
 */
export function roundHalfUp(value: number | string, decimals: number): string {
  const plain = plainDecimal(value);
  const negative = plain.startsWith("-");
  const [whole = "0", part = ""] = plain.replace("-", "").split(".");
  const kept = BigInt(whole + part.slice(0, decimals).padEnd(decimals, "0"));
  const rounded = String(kept + (Number(part[decimals] ?? "0") >= 5 ? 1n : 0n)).padStart(decimals + 1, "0");
  const text = decimals === 0 ? rounded : `${rounded.slice(0, -decimals)}.${rounded.slice(-decimals)}`;
  return negative && /[1-9]/.test(text) ? `-${text}` : text;
}

/**
 * Prints a number with so many significant digits in the style of numpy, `4.66329544e-03`, rounded half up.
 *
 * @throws {RangeError} if the value is not a decimal number
 */
export function printScientific(value: number | string, digits: number): string {
  const plain = plainDecimal(value);
  const bare = plain.replace("-", "");
  const point = bare.indexOf(".");
  const first = bare.replace(".", "").search(/[1-9]/);
  if (first < 0) return `${roundHalfUp("0", digits - 1)}e+00`;
  const exponent = point - 1 - first;
  const moved = roundHalfUp(`${bare.replace(".", "")}e${-(bare.length - 2 - first)}`, digits - 1);
  if (moved.startsWith("10."))
    return printScientific(`${plain.startsWith("-") ? "-" : ""}1e${exponent + 1}`, digits);
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${plain.startsWith("-") ? "-" : ""}${moved}e${exponent < 0 ? "-" : "+"}${size}`;
}
