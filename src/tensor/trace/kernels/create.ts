import type { OneHotAttrs, RangeAttrs } from "@tensorflow/tfjs-core";
import { emptyData } from "../../graph/builder.ts";
import type { DataType } from "../../types.ts";
import { dtypeOf, type Kernels } from "./kernel.ts";

const filled = (dtype: DataType, length: number, at: (place: number) => number) => {
  const data = emptyData(dtype, length);
  for (let place = 0; place < length; place++) data[place] = at(place);
  return data;
};

/** Kernels whose numbers are known while tracing, or nearly. */
export const createKernels: Kernels = {
  Fill: ({ record, attributes }) => {
    const { shape, value, dtype } = attributes as { shape: number[]; value: number; dtype?: DataType };
    return record.uniform(value, dtype ?? "float32", shape);
  },
  LinSpace: ({ record, attributes }) => {
    const { start, stop, num } = attributes as { start: number; stop: number; num: number };
    const step = num > 1 ? (stop - start) / (num - 1) : 0;
    const numbers = filled("float32", num, (place) => (place === 0 ? start : start + place * step));
    return record.constant(numbers, [num], "float32");
  },
  OneHot: ({ record, list: [indices], attributes }) => {
    const { depth, onValue, offValue, dtype } = attributes as unknown as OneHotAttrs;
    const kind = (dtype ?? "int32") as DataType;
    const columns = record.constant(
      filled("int32", depth, (place) => place),
      [depth],
      "int32",
    );
    const hit = record.binary("equal", record.reshape(indices, [...indices.shape, 1]), columns);
    return onValue === 1 && offValue === 0
      ? record.convert(hit, kind)
      : record.select(hit, record.uniform(onValue, kind), record.uniform(offValue, kind));
  },
  OnesLike: ({ record, list: [x] }) => record.uniform(1, dtypeOf(x), x.shape),
  Range: ({ record, attributes }) => {
    const { start, stop, step, dtype = "float32" } = attributes as unknown as RangeAttrs;
    const away = step === 0 || (start < stop && step < 0) || (stop < start && step > 1);
    const length = start === stop || away ? 0 : Math.abs(Math.ceil((stop - start) / step));
    // A step left at 1 counts downward where the end lies below the start, as tfjs has it.
    const taken = stop < start && step === 1 ? -1 : step;
    let next = start;
    const numbers = filled(dtype, length, (place) => {
      if (place > 0) next = dtype === "float32" ? Math.fround(next) + taken : next + taken;
      return next;
    });
    return record.constant(numbers, [length], dtype);
  },
  ZerosLike: ({ record, list: [x] }) => record.uniform(0, dtypeOf(x), x.shape),
};
