/** The key under which a value offers its text to Node's console and to stock tslab. */
export const inspectSymbol: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never;
