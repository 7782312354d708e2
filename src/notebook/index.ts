export type { KernelCommand } from "./client.ts";
export { compareNotebooks, type Difference } from "./compare.ts";
export { type Notebook, parseNotebook } from "./document.ts";
export {
  type CellFailure,
  type ExecuteOptions,
  type Execution,
  executeNotebook,
  executeNotebooks,
} from "./execute.ts";
export type { Ours, Part, VerdictWord } from "./judge.ts";
export { cellSignal } from "./kernel-hook.ts";
export { plotlyLibrary } from "./library.ts";
export { type Live, type LiveOptions, live } from "./live.ts";
export { printNotebook } from "./print.ts";
export { type Progress, type ProgressOptions, progress } from "./progress.ts";
export { type Receipt, type ReceiptSource, receiptComment, receiptOf, writeReceipt } from "./receipt.ts";
export { type ReproduceOptions, reproduce } from "./reproduce.ts";
export { scratchFolder } from "./scratch.ts";
export { published, quoted, readTargets, type Target } from "./targets.ts";
export { type Verdict, verdict } from "./verdict.ts";
export { wantedBy } from "./wanted.ts";
export { writeNotebook } from "./write.ts";
