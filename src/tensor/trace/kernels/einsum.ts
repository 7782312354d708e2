import { backend_util } from "@tensorflow/tfjs-core";
import { sizeOf } from "../../graph/shapes.ts";
import type { Recorder, Traced } from "../recorder.ts";
import type { Kernels } from "./kernel.ts";

/** A tensor whose axes have labels, each once. */
interface Labelled {
  readonly tensor: Traced;
  readonly labels: readonly number[];
}

const sizesOf = ({ tensor, labels }: Labelled): Map<number, number> =>
  new Map(labels.map((label, axis) => [label, tensor.shape[axis]]));

/** Brings axes into the order of the labels given. */
function ordered(record: Recorder, { tensor, labels }: Labelled, wanted: readonly number[]): Traced {
  return record.transpose(
    tensor,
    wanted.map((label) => labels.indexOf(label)),
  );
}

/** Sums over the axes whose labels nobody asks for. */
function summed(record: Recorder, given: Labelled, wanted: ReadonlySet<number>): Labelled {
  const axes = given.labels.flatMap((label, axis) => (wanted.has(label) ? [] : [axis]));
  if (axes.length === 0) return given;
  return {
    tensor: record.reduce("sum", given.tensor, axes, false),
    labels: given.labels.filter((label) => wanted.has(label)),
  };
}

/** One product of matrices: labels of both that stay are its batch, those that go its inner size. */
function contracted(record: Recorder, a: Labelled, b: Labelled, wanted: ReadonlySet<number>): Labelled {
  const [inA, inB] = [new Set(a.labels), new Set(b.labels)];
  const left = summed(record, a, new Set([...wanted, ...inB]));
  const right = summed(record, b, new Set([...wanted, ...inA]));
  const batch = left.labels.filter((label) => inB.has(label) && wanted.has(label));
  const inner = left.labels.filter((label) => inB.has(label) && !wanted.has(label));
  const rows = left.labels.filter((label) => !inB.has(label));
  const columns = right.labels.filter((label) => !inA.has(label));
  const sizes = new Map([...sizesOf(left), ...sizesOf(right)]);
  const shapeOf = (labels: readonly number[]) => labels.map((label) => sizes.get(label)!);
  const matrix = (given: Labelled, ...parts: readonly (readonly number[])[]) =>
    record.reshape(ordered(record, given, [...batch, ...parts.flat()]), [
      ...shapeOf(batch),
      ...parts.map((labels) => sizeOf(shapeOf(labels))),
    ]);
  const product = record.matmul(matrix(left, rows, inner), matrix(right, inner, columns), false, false);
  const labels = [...batch, ...rows, ...columns];
  return { tensor: record.reshape(product, shapeOf(labels)), labels };
}

/** Einstein sums, as one product of matrices; tfjs takes two tensors at most, each label once in each. */
export const einsumKernels: Kernels = {
  Einsum: ({ record, list, attributes }) => {
    const { equation } = attributes as { equation: string };
    const { allDims, summedDims, idDims } = backend_util.decodeEinsumEquation(equation, list.length);
    backend_util.checkEinsumDimSizes(allDims.length, idDims, list as never);
    const output = allDims.flatMap((_, label) => (summedDims.includes(label) ? [] : [label]));
    const [a, b] = list.map((tensor, at) => ({ tensor, labels: idDims[at] }));
    const wanted = new Set(output);
    return ordered(
      record,
      b === undefined ? summed(record, a, wanted) : contracted(record, a, b, wanted),
      output,
    );
  },
};
