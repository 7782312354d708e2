import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import type { Backend } from "./backend.ts";

type Numbers = Float32Array | Int32Array | Uint8Array;

/** A kernel of the JavaScript backend for the WebAssembly one: tensors are copied over, computed, and copied back. */
export function onCpu(kernel: KernelFunc, { instance }: Backend): KernelFunc {
  const cpu = instance as MathBackendCPU;
  return ({ inputs, backend, attrs }) => {
    const wasm = backend as BackendWasm;
    const borrowed: TensorInfo[] = [];
    const over = (info: TensorInfo | undefined): TensorInfo | undefined => {
      if (info === undefined || info === null) return info;
      const values = wasm.readSync(info.dataId) as Numbers;
      const copy = cpu.makeTensorInfo(info.shape, info.dtype, values as Float32Array);
      borrowed.push(copy);
      return copy;
    };
    const back = (info: TensorInfo): TensorInfo => {
      const values = cpu.readSync(info.dataId) as Float32Array;
      return wasm.makeOutput(info.shape, info.dtype, undefined, values);
    };
    const copies = Array.isArray(inputs)
      ? inputs.map(over)
      : Object.fromEntries(Object.entries(inputs).map(([name, info]) => [name, over(info)]));
    const result = kernel({ inputs: copies as typeof inputs, backend: cpu, attrs: attrs! });
    const made = Array.isArray(result) ? result : [result];
    const copied = made.map(back);
    for (const info of [...made, ...borrowed]) cpu.disposeIntermediateTensorInfo(info);
    return Array.isArray(result) ? copied : copied[0];
  };
}
