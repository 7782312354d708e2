import { parentPort } from "node:worker_threads";
import { toFailure } from "./failure.ts";
import { load, type Task } from "./task.ts";

parentPort!.on("message", async ({ task, input }: { task: Task<never, unknown>; input: unknown }) => {
  try {
    const run = await load(task);
    parentPort!.postMessage({ output: await run(input) });
  } catch (thrown) {
    parentPort!.postMessage({ failure: toFailure(thrown) });
  }
});
