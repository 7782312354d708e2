import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import { type Backend, isRegistered, registerOwn } from "./backend.ts";
import { segmentSum } from "./segment-sum.ts";

/** Name of our instance of the JavaScript backend. */
export const cpuName = "mixlab-cpu";

let opened: Backend | undefined;

/** Our own instance of tfjs-backend-cpu, with a fast sum over segments; the caller's "cpu" stays as it is. */
export async function openCpu(): Promise<Backend> {
  const { MathBackendCPU, version_cpu } = await import("@tensorflow/tfjs-backend-cpu");
  if (opened !== undefined && isRegistered(cpuName)) return opened;
  const instance: MathBackendCPU = new MathBackendCPU();
  // Its first use prints an advertisement in Node.
  Reflect.set(instance, "firstUse", false);
  registerOwn(cpuName, instance, "cpu", { UnsortedSegmentSum: segmentSum });
  opened = {
    name: cpuName,
    instance,
    description: `tfjs-backend-cpu ${version_cpu}, JavaScript, 1 thread`,
  };
  return opened;
}
