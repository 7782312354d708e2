import type { Outcome, ToEvaluator } from "../bridge.ts";
import type { Header, JsonObject } from "../wire/index.ts";
import type { Conversation, Request } from "./conversation.ts";
import type { History } from "./history.ts";

/** The queue of cells to run, one at a time. */
export interface Executions {
  add(request: Request): void;
  /** Closes the running cell with its outcome. */
  done(cell: number, outcome: Outcome): void;
  /** Gives the header of the request that started a cell, also long after its end. */
  parent(cell: number): Header | undefined;
}

interface Running {
  readonly cell: number;
  readonly request: Request;
  readonly count: number;
  readonly remember: ((output: string | null) => void) | undefined;
}

const maximumParents = 10_000;
const settlingMilliseconds = 20;

/** Makes an empty queue; `run` hands a cell to the evaluator. */
export function createExecutions(
  conversation: Conversation,
  {
    history,
    run,
  }: { readonly history: History; readonly run: (request: ToEvaluator & { kind: "run" }) => void },
): Executions {
  const queue: Request[] = [];
  const parents = new Map<number, Header>();
  let running: Running | undefined;
  let cells = 0;
  let count = 0;

  const start = (): void => {
    const request = running ? undefined : queue.shift();
    if (!request) return;
    const { header, content } = request.message;
    conversation.status("busy", header);
    const code = typeof content.code === "string" ? content.code : undefined;
    const silent = content.silent === true;
    const isStored = !silent && content.store_history !== false;
    const shown = isStored ? ++count : Math.max(count, 0);
    const cell = ++cells;
    running = {
      cell,
      request,
      count: shown,
      remember: isStored && code !== undefined ? history.add(shown, code) : undefined,
    };
    if (code === undefined) {
      finish(badRequest("content.code must be text"));
      return;
    }
    parents.set(cell, header);
    if (parents.size > maximumParents) parents.delete(parents.keys().next().value!);
    if (!silent) conversation.publish("execute_input", { code, execution_count: shown }, header);
    run({ kind: "run", cell, count: shown, code, silent, expressions: textsOf(content.user_expressions) });
  };

  const finish = (outcome: Outcome): void => {
    if (!running) return;
    const { request, remember } = running;
    const execution_count = running.count;
    const { header, content } = request.message;
    const isFailed = outcome.status === "error";
    const aborted =
      isFailed && content.stop_on_error !== false && content.silent !== true ? queue.splice(0) : [];
    if (isFailed)
      conversation.reply(request, {
        status: "error",
        ...outcome.error,
        execution_count,
        payload: [],
        user_expressions: {},
      });
    else {
      remember?.(outcome.text ?? null);
      conversation.reply(request, {
        status: "ok",
        execution_count,
        payload: [],
        user_expressions: outcome.expressions,
      });
    }
    conversation.status("idle", header);
    for (const other of aborted) abort(other);
    running = undefined;
    start();
  };

  const abort = (request: Request): void => {
    const { header } = request.message;
    conversation.status("busy", header);
    const report = { ename: "Aborted", evalue: "an earlier cell failed", traceback: [] };
    conversation.reply(request, {
      status: "aborted",
      ...report,
      execution_count: count,
      payload: [],
      user_expressions: {},
    });
    conversation.status("idle", header);
  };

  return {
    add(request) {
      queue.push(request);
      start();
    },
    done(cell, outcome) {
      // Requests sent before the failure was known may still be in the socket: take them up before aborting the queue.
      if (running?.cell !== cell) return;
      if (outcome.status === "error") setTimeout(() => finish(outcome), settlingMilliseconds);
      else finish(outcome);
    },
    parent: (cell) => parents.get(cell),
  };
}

function textsOf(value: unknown): Record<string, string> {
  const entries = Object.entries(typeof value === "object" && value !== null ? value : {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function badRequest(evalue: string): Outcome {
  return { status: "error", error: { ename: "BadRequest", evalue, traceback: [] } };
}

/** Gives the content of an error reply to a request that cannot be served. */
export function refusal(evalue: string): JsonObject {
  return { status: "error", ename: "BadRequest", evalue, traceback: [] };
}
