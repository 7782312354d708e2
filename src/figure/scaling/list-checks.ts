import { shown } from "../../table/index.ts";
import type { NumberList } from "../spec.ts";

type Lists = Readonly<Record<string, NumberList>>;

function refuse(where: string, lists: Lists, rule: string, keeps: (value: number) => boolean): void {
  for (const [name, list] of Object.entries(lists)) {
    for (let at = 0; at < list.length; at++) {
      if (keeps(list[at])) continue;
      throw new RangeError(`${where}: ${name} must be ${rule}, got ${shown(list[at])} at [${at}].`);
    }
  }
}

/**
 * Refuses what a logarithmic axis cannot hold.
 *
 * @throws {RangeError} if a value is not a finite number above zero
 */
export function positive(where: string, lists: Lists): void {
  refuse(where, lists, "positive", (value) => Number.isFinite(value) && value > 0);
}

/**
 * Refuses what no axis can hold.
 *
 * @throws {RangeError} if a value is not a finite number
 */
export function finite(where: string, lists: Lists): void {
  refuse(where, lists, "finite", Number.isFinite);
}

/**
 * Losses less what no training removes: what a logarithmic axis of reducible loss shows.
 *
 * @throws {RangeError} if a loss is not above the irreducible one
 */
export function reducible(where: string, name: string, loss: NumberList, irreducible: number): number[] {
  finite(where, { irreducible: [irreducible] });
  const rule = `above the irreducible loss (${irreducible})`;
  refuse(where, { [name]: loss }, rule, (value) => Number.isFinite(value) && value > irreducible);
  return Array.from(loss, (value) => value - irreducible);
}
