import type { HostTensor } from "../../src/tensor/index.ts";

/** The largest difference as a share of the reference's largest number. */
export function relativeError(got: HostTensor, reference: HostTensor): number {
  let [worst, largest] = [0, 0];
  reference.data.forEach((number, at) => {
    if (!Object.is(number, got.data[at])) worst = Math.max(worst, Math.abs(got.data[at] - number));
    if (Number.isNaN(got.data[at]) !== Number.isNaN(number)) worst = Infinity;
    if (Number.isFinite(number)) largest = Math.max(largest, Math.abs(number));
  });
  return worst === 0 ? 0 : worst / Math.max(largest, 1e-30);
}

/** Tensors under a prefix, with the prefix put before or taken off. */
export const prefixed = <T>(prefix: string, tensors: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${prefix}${name}`, tensor]));
