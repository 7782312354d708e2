import type { Recorder, Traced } from "../recorder.ts";

/** One call of a tfjs kernel while a step is recorded. */
export interface KernelCall {
  readonly record: Recorder;
  /** The tensors that go in under tfjs's names for them; lists under "0", "1", …. */
  readonly inputs: Readonly<Record<string, Traced>>;
  /** The same in order. */
  readonly list: readonly Traced[];
  /** tfjs's attributes of this kernel. */
  readonly attributes: unknown;
}

/** Says what a kernel does in operations of the graph. */
export type Kernel = (call: KernelCall) => Traced | readonly Traced[];

/** Kernels by tfjs's names. */
export type Kernels = Readonly<Record<string, Kernel>>;

/** The dtype of a traced tensor. */
export const dtypeOf = (x: Traced): "float32" | "int32" | "bool" => x.value.dtype;

/** An axis counted from the front. */
export const frontAxis = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** Axes as tfjs takes them (one, several, or none for all) as ascending numbers from the front. */
export function frontAxes(axes: number | readonly number[] | null | undefined, rank: number): number[] {
  const list =
    axes === null || axes === undefined ? Array.from({ length: rank }, (_, axis) => axis) : [axes].flat();
  return [...new Set(list.map((axis) => frontAxis(axis, rank)))].sort((a, b) => a - b);
}
