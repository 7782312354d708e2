const symbols: Readonly<Record<string, string>> = {
  alpha: "α",
  beta: "β",
  gamma: "γ",
  epsilon: "ε",
  eta: "η",
};

/** A law's parameter as formulas write it (`eta` → `η`); a name not known here is printed as it is. */
export const parameterSymbol = (name: string): string =>
  Object.hasOwn(symbols, name) ? symbols[name] : name;
