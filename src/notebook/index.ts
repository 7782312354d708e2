export type { KernelCommand } from "./client.ts";
export { type Notebook, parseNotebook } from "./document.ts";
export {
  type CellFailure,
  type ExecuteOptions,
  type Execution,
  executeNotebook,
  executeNotebooks,
} from "./execute.ts";
export { printNotebook } from "./print.ts";
export { wantedBy } from "./wanted.ts";
export { writeNotebook } from "./write.ts";
