import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import { type KernelFunc, util } from "@tensorflow/tfjs-core";

type Numbers = Float32Array | Int32Array | Uint8Array;

/**
 * The kernel UnsortedSegmentSum on the JavaScript backend in one pass over the rows.
 *
 * The backend's own kernel multiplies all rows by a mask for each segment: 9.2 of the 9.3 seconds of a training step
 * with a vocabulary of 2048.
 *
 * Shape   x [...ids, ...row], segmentIds [...ids] → [numSegments, ...row]; ids out of range are dropped
 * Differs a sum of int32 stays int32, as in TensorFlow; tfjs-backend-cpu makes it float32
 */
export const segmentSum: KernelFunc = ({ inputs, backend, attrs }) => {
  const { x, segmentIds } = inputs;
  const cpu = backend as MathBackendCPU;
  const segments = attrs?.numSegments as number;
  const rows = cpu.readSync(x!.dataId) as Numbers;
  const ids = cpu.readSync(segmentIds!.dataId) as Int32Array;
  const rowShape = x!.shape.slice(segmentIds!.shape.length);
  const width = util.sizeFromShape(rowShape);
  const sums = x!.dtype === "int32" ? new Int32Array(segments * width) : new Float32Array(segments * width);
  for (let row = 0; row < ids.length; row += 1) {
    const id = ids[row];
    if (id < 0 || id >= segments) continue;
    for (let column = 0; column < width; column += 1) sums[id * width + column] += rows[row * width + column];
  }
  return cpu.makeTensorInfo(
    [segments, ...rowShape],
    x!.dtype === "int32" ? "int32" : "float32",
    sums as Float32Array,
  );
};
