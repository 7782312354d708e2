// Calls of tfjs ops that between them reach every kernel the tracer knows, on small tensors.
import { elementwise } from "./cases-elementwise.ts";
import { layouts } from "./cases-layouts.ts";
import { created, lookups, products } from "./cases-lookups.ts";
import { reductions } from "./cases-reductions.ts";
import type { KernelCase } from "./kernel-case.ts";

export const cases: readonly KernelCase[] = [
  ...elementwise,
  ...reductions,
  ...layouts,
  ...lookups,
  ...created,
  ...products,
];
