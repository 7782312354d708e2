import process from "node:process";
import { Worker } from "node:worker_threads";
import { heedsSignal, type ToEvaluator, type ToSession, type WorkerData } from "./bridge.ts";
import { type Compiler, createCompiler, loadTypescript, warmUp } from "./compiler/index.ts";
import { installDisplay } from "./display/index.ts";
import { createCause } from "./evaluator/cause.ts";
import { Cells } from "./evaluator/cells.ts";
import { captureChildren } from "./evaluator/child-output.ts";
import { createEvaluator } from "./evaluator/evaluator.ts";
import { createImporter } from "./evaluator/importer.ts";
import { catchStrayErrors, installInterruptHook } from "./evaluator/interrupt-hook.ts";
import { captureStreams } from "./evaluator/output.ts";
import { quietWarnings, refuseExit } from "./evaluator/refusals.ts";
import { installStackTraces } from "./evaluator/stack.ts";
import { log } from "./session/log.ts";

const connectionFile = process.argv[2];
if (connectionFile === undefined) {
  log("usage: main.js <connection file>");
  process.exit(2);
}

const interruptState = new Int32Array(new SharedArrayBuffer(8));
const workerData: WorkerData = { connectionFile, interruptState, parent: process.ppid };
const worker = new Worker(new URL("./session/worker.js", import.meta.url), { workerData });
const send = (message: ToSession): void => worker.postMessage(message);
const exit = refuseExit();

let known: Compiler | undefined;
let isLoading = false;
const compiler = (): Compiler => {
  isLoading = true;
  try {
    known ??= createCompiler(loadTypescript((typescript) => warmUp(createCompiler(typescript))));
    return known;
  } finally {
    isLoading = false;
  }
};
const cause = createCause();
const cells = new Cells();
const importer = createImporter(process.cwd());
const evaluator = createEvaluator({ compiler, importer, cause, cells, send });

installInterruptHook(interruptState, { isProtected: () => isLoading || evaluator.isProtected() });
quietWarnings();
installStackTraces(cells);
catchStrayErrors(evaluator.stray);
captureStreams(cause, (cell, name, text) => send({ kind: "stream", cell, name, text }));
captureChildren();
installDisplay(
  (type, content) => send({ kind: "publish", cell: cause.current(), type, content }),
  () => {
    Atomics.store(interruptState, heedsSignal, 1);
    return evaluator.signal();
  },
);
process.on("SIGINT", () => send({ kind: "signal" }));

worker.on("message", (message: ToEvaluator) => {
  switch (message.kind) {
    case "bound":
      return void compiler();
    case "run":
      Atomics.store(interruptState, heedsSignal, 0);
      return evaluator.run(message);
    case "interrupt":
      evaluator.interrupt();
      return send({ kind: "interrupted" });
    case "completeness": {
      const { status, indent } = compiler().completeness(message.code);
      return send({
        kind: "answer",
        question: message.question,
        content: { status, ...(indent === undefined ? {} : { indent }) },
      });
    }
    case "exit":
      return exit(0);
  }
});
worker.on("error", (error) => {
  log(error.stack ?? error.message);
  exit(1);
});
