// Runs a step op by op on tfjs-backend-cpu, as the oracle of the compiled ones.
import * as tf from "@tensorflow/tfjs-core";
import { registerGradients } from "../../src/tensor/gradients.ts";
import type { HostTensor, Step } from "../../src/tensor/index.ts";

let opened: Promise<void> | undefined;

/** Registers the cpu backend in silence, with a sum of segments that takes one pass over its rows. */
export function openCpu(): Promise<void> {
  opened ??= (async () => {
    const { warn } = console;
    console.warn = () => {};
    await import("@tensorflow/tfjs-backend-cpu");
    await tf.setBackend("cpu");
    tf.zeros([1]).dispose();
    console.warn = warn;
    await registerGradients();
    tf.unregisterKernel("UnsortedSegmentSum", "cpu");
    tf.registerKernel({ kernelName: "UnsortedSegmentSum", backendName: "cpu", kernelFunc: segmentSum });
  })();
  return opened;
}

const segmentSum: tf.KernelFunc = ({ inputs, attrs }) => {
  const { x, segmentIds } = inputs as Record<string, tf.TensorInfo>;
  const { numSegments } = attrs as unknown as { numSegments: number };
  const [rows, ids] = [x, segmentIds].map(({ dataId }) => tf.engine().readSync(dataId) as Float32Array);
  const width = x.shape.slice(segmentIds.shape.length).reduce((product, size) => product * size, 1);
  const sums =
    x.dtype === "int32" ? new Int32Array(numSegments * width) : new Float32Array(numSegments * width);
  ids.forEach((id, row) => {
    for (let at = 0; at < width; at++) sums[id * width + at] += rows[row * width + at];
  });
  return tf.tensor(sums, [numSegments, ...x.shape.slice(segmentIds.shape.length)], x.dtype);
};

const kinds = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

const toHost = (tensor: tf.Tensor): HostTensor => {
  const dtype = tensor.dtype as "float32" | "int32" | "bool";
  return { shape: tensor.shape, dtype, data: kinds[dtype].from(tensor.dataSync()) };
};

type HostTensors = Readonly<Record<string, HostTensor>>;

/** What a step gives, under the names a graph would have: `output:NAME` and `update:NAME`. */
export async function runEagerly(
  step: Step,
  variables: HostTensors,
  inputs: HostTensors,
): Promise<Record<string, HostTensor>> {
  await openCpu();
  const results: Record<string, HostTensor> = {};
  tf.tidy(() => {
    const tensors = (given: HostTensors) =>
      Object.fromEntries(
        Object.entries(given).map(([name, { data, shape, dtype }]) => [
          name,
          tf.tensor(data, [...shape], dtype),
        ]),
      );
    const { outputs, variables: updates = {} } = step(tensors(variables), tensors(inputs));
    for (const [name, tensor] of Object.entries(outputs)) results[`output:${name}`] = toHost(tensor);
    for (const [name, tensor] of Object.entries(updates)) results[`update:${name}`] = toHost(tensor);
  });
  return results;
}
