import { activationKernels } from "./activation.ts";
import { createKernels } from "./create.ts";
import { einsumKernels } from "./einsum.ts";
import { elementwiseKernels } from "./elementwise.ts";
import type { Kernels } from "./kernel.ts";
import { layoutKernels } from "./layout.ts";
import { lookupKernels } from "./lookup.ts";
import { productKernels } from "./product.ts";
import { reduceKernels } from "./reduce.ts";

/** All tfjs kernels that a step may use. */
export const kernels: Kernels = {
  ...activationKernels,
  ...createKernels,
  ...einsumKernels,
  ...elementwiseKernels,
  ...layoutKernels,
  ...lookupKernels,
  ...productKernels,
  ...reduceKernels,
};
