import type { ReduceKind } from "../../graph/types.ts";
import { dtypeOf, frontAxes, frontAxis, type Kernel, type Kernels } from "./kernel.ts";

interface ReduceAttributes {
  readonly axis?: number | readonly number[] | null;
  readonly reductionIndices?: number | readonly number[] | null;
  readonly keepDims?: boolean;
}

const reducing =
  (kind: ReduceKind): Kernel =>
  ({ record, list: [x], attributes }) => {
    const { axis, reductionIndices, keepDims = false } = attributes as ReduceAttributes;
    const axes = frontAxes(axis ?? reductionIndices, x.shape.length);
    const ready =
      kind === "mean"
        ? record.convert(x, "float32")
        : kind === "any" || kind === "all"
          ? record.convert(x, "bool")
          : dtypeOf(x) === "bool"
            ? record.convert(x, "int32")
            : x;
    return record.reduce(kind, ready, axes, keepDims);
  };

const arguing =
  (kind: "max" | "min"): Kernel =>
  ({ record, list: [x], attributes }) => {
    const axis = frontAxis([(attributes as { axis: number | number[] }).axis].flat()[0], x.shape.length);
    const value = record.full(x);
    const shape = x.shape.filter((_, at) => at !== axis);
    return { value: record.graph.node({ op: "argument", kind, axis }, [value], shape, "int32"), shape };
  };

interface RunningAttributes {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/** Kernels that take axes away or run along them. */
export const reduceKernels: Kernels = {
  All: reducing("all"),
  Any: reducing("any"),
  ArgMax: arguing("max"),
  ArgMin: arguing("min"),
  Max: reducing("max"),
  Mean: reducing("mean"),
  Min: reducing("min"),
  Prod: reducing("product"),
  Sum: reducing("sum"),
  Cumsum: ({ record, list: [x], attributes }) => {
    const { axis, exclusive, reverse } = attributes as RunningAttributes;
    const along = frontAxis(axis, x.shape.length);
    const ready = dtypeOf(x) === "bool" ? record.convert(x, "int32") : x;
    const given = record.along(ready, [along]);
    const value = record.graph.node(
      { op: "cumulativeSum", axis: along, exclusive, reverse },
      [given],
      given.shape,
      given.dtype,
    );
    return { value, shape: x.shape };
  },
  // Doubling: after the round of step s every number holds the product of the 2·s numbers up to it.
  Cumprod: ({ record, list: [x], attributes }) => {
    const { axis, exclusive, reverse } = attributes as RunningAttributes;
    const along = frontAxis(axis, x.shape.length);
    const length = x.shape[along];
    const none = x.shape.map(() => 0);
    const ones = x.shape.map(() => 1);
    const only = (step: number) => none.map((_, at) => (at === along ? step : 0));
    const shifted = (y: typeof x, step: number) => {
      const size = y.shape.map((count, at) => (at === along ? count - step : count));
      const rest = record.slice(y, reverse ? only(step) : none, size, ones);
      return record.pad(rest, reverse ? none : only(step), reverse ? only(step) : none, 1);
    };
    let product = exclusive && length > 0 ? shifted(x, 1) : x;
    for (let step = 1; step < length; step *= 2)
      product = record.binary("multiply", product, shifted(product, step));
    return product;
  },
};
