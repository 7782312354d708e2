/**
 * Gives a value the words by which notebooks (`Jupyter.display`) and Node show it, also as a string. The words are no part of its data:
 * copies, comparisons and JSON leave them out.
 */
export function showing<Value extends object>(value: Value, text: (value: Value) => string): Value {
  const hidden = (give: () => unknown) => ({ value: give, enumerable: false });
  return Object.defineProperties(value, {
    [Symbol.for("Jupyter.display")]: hidden(() => ({ "text/plain": text(value) })),
    [Symbol.for("nodejs.util.inspect.custom")]: hidden(() => text(value)),
    toString: hidden(() => text(value)),
  });
}

const greek: Readonly<Record<string, string>> = {
  alpha: "α",
  beta: "β",
  gamma: "γ",
  epsilon: "ε",
  eta: "η",
};

/**
 * A parameter as papers write it.
 *
 * @example symbolOf("eta") // "η"
 */
export const symbolOf = (name: string): string => (Object.hasOwn(greek, name) ? greek[name] : name);

/** A number of parameters, tokens or FLOPs in few digits: 4.12e8; ratios and losses as they are. */
export const brief = (value: number): string =>
  Math.abs(value) >= 1e5 || Math.abs(value) < 1e-3
    ? Number(value.toPrecision(3)).toExponential().replace("e+", "e")
    : String(Number(value.toPrecision(3)));
