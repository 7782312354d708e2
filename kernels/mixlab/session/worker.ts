import process from "node:process";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { heedsSignal, type ToEvaluator, type ToSession, type WorkerData } from "../bridge.ts";
import { type JsonObject, readConnection } from "../wire/index.ts";
import { openConversation } from "./conversation.ts";
import { createExecutions } from "./executions.ts";
import { createHistory } from "./history.ts";
import { createInterrupter } from "./interrupter.ts";
import { watchParent } from "./lifetime.ts";
import { log } from "./log.ts";
import { type Served, serve } from "./requests.ts";

const { connectionFile, interruptState, parent } = workerData as WorkerData;
const port = parentPort!;
const graceMilliseconds = 2000;
const patienceMilliseconds = 100;
/** How long a cell that heeds its signal may take to come to the end of a step. */
const heedingMilliseconds = 10_000;
const maximumAttempts = 50;

const send = (message: ToEvaluator): void => port.postMessage(message);
const connection = readConnection(connectionFile);
const conversation = await openConversation(connection);
const history = createHistory();
const executions = createExecutions(conversation, { history, run: send });
const interrupter = createInterrupter(interruptState);

const answers = new Map<number, (content: JsonObject) => void>();
let questions = 0;

/**
 * Ends what runs, then the cell; asks again while the evaluator does not come to acknowledge it. A cell that heeds its
 * signal is told first and not ended half-way, so that a training run can save; a second interrupt does not wait.
 */
async function interrupt(): Promise<void> {
  const heeds = Atomics.exchange(interruptState, heedsSignal, 0) === 1;
  if (heeds && (await isTold(heedingMilliseconds))) return;
  for (let attempt = 0; attempt < maximumAttempts; attempt += 1) {
    await interrupter.interrupt();
    if (await isTold(patienceMilliseconds)) return;
  }
  log("the cell could not be interrupted; restart the kernel");
}

/** Tells the evaluator of an interrupt; whether it has taken note in time. */
function isTold(milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    acknowledged.push(() => resolve(true));
    setTimeout(() => resolve(false), milliseconds);
    send({ kind: "interrupt" });
  });
}

let acknowledged: (() => void)[] = [];
let isEnding = false;

async function shutdown(): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  conversation.flush();
  const ended = interrupter.interrupt();
  await conversation.close();
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, graceMilliseconds))]);
  interrupter.close();
  send({ kind: "exit" });
  setTimeout(() => process.kill(process.pid, "SIGKILL"), graceMilliseconds);
}

const served: Served = {
  connection,
  conversation,
  executions,
  history,
  ask: (question) =>
    new Promise((resolve) => {
      answers.set(++questions, resolve);
      send({ ...question, question: questions });
    }),
  interrupt,
  shutdown,
};

port.on("message", (message: ToSession) => {
  switch (message.kind) {
    case "stream":
      return conversation.stream(message.name, message.text, executions.parent(message.cell));
    case "publish":
      return conversation.publish(message.type, message.content, executions.parent(message.cell));
    case "done":
      return executions.done(message.cell, message.outcome);
    case "answer":
      answers.get(message.question)?.(message.content);
      answers.delete(message.question);
      return;
    case "interrupted":
      for (const tell of acknowledged) tell();
      acknowledged = [];
      return;
    case "signal":
      return void interrupt();
  }
});

conversation.status("starting", undefined);
conversation.listen((request) => void serve(served, request));
send({ kind: "bound" });
watchParent(parent, () => {
  log("the process that started this kernel is gone; ending");
  void shutdown();
});

const sentry = new Worker(new URL("./sentry.js", import.meta.url));
sentry.on("message", () => void interrupt());
sentry.on("error", (error) => log(`SIGINT reaches idle cells only: ${error.message}`));
