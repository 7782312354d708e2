import { shown } from "./errors.ts";
import { unknownName } from "./names.ts";

/** Values under names under names. */
export type Nested<Value> = { readonly [name: string]: Value | Nested<Value> };

/**
 * Sorts the values of some rows into records in records, so that each is found by its names.
 *
 * Shape   rows [n], by [depth] → records, depth deep, n values in all
 *
 * @throws {RangeError} if a row lacks one of the columns, or two rows have the same names
 * @example nested([{ set: "rpj", task: "boolq", percent: 5 }], ["set", "task"], "percent") // { rpj: { boolq: 5 } }
 */
export function nested<Row extends object, Column extends keyof Row & string>(
  rows: readonly Row[],
  by: readonly (keyof Row & string)[],
  value: Column,
): Nested<Row[Column]> {
  const root: Record<string, unknown> = {};
  rows.forEach((row, at) => {
    for (const name of [...by, value])
      if (!(name in row)) throw unknownName("nested", `a column of row ${at + 1}`, name, Object.keys(row));
    const names = by.map((name) => String(row[name]));
    let record = root;
    for (const name of names.slice(0, -1)) {
      if (!Object.hasOwn(record, name)) own(record, name, {});
      record = record[name] as Record<string, unknown>;
    }
    const last = names.at(-1) ?? "";
    if (Object.hasOwn(record, last))
      throw new RangeError(
        `nested: rows must differ in ${by.join(" or ")}, got ${shown(names.join(", "))} twice, again at row ${at + 1}.`,
      );
    own(record, last, row[value]);
  });
  return root as Nested<Row[Column]>;
}

/** Unlike an assignment, takes any name, `__proto__` too. */
const own = (record: object, name: string, value: unknown): void =>
  void Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
