import { isMainThread } from "node:worker_threads";
import { DataError } from "../../src/table/index.ts";

export const addressOf = (name: string): { module: string; name: string } => ({
  module: import.meta.url,
  name,
});

export const square = (value: number): number => value * value;
export const onMainThread = (): boolean => isMainThread;

export async function later(milliseconds: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return milliseconds;
}

export function fillInPlace(values: Float64Array): void {
  values.fill(7);
}

export function failBadly(): never {
  throw new DataError("read: row must be short", { file: "a.csv", row: 3 });
}

export function throwText(): never {
  throw "a word";
}

export function spin(): never {
  for (;;);
}

export function leave(): never {
  process.exit(3);
}

export const uncloneable = (): unknown => () => 1;
