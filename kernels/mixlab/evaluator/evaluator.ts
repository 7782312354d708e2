import { Script } from "node:vm";
import type { ErrorReport, Outcome, ToEvaluator, ToSession } from "../bridge.ts";
import type { CompiledCell, Compiler, Place } from "../compiler/index.ts";
import { bundleOf } from "../display/index.ts";
import type { Json, JsonObject } from "../wire/index.ts";
import type { Cause } from "./cause.ts";
import type { Cells } from "./cells.ts";
import { freeNames, type Importer } from "./importer.ts";
import { interruptedReport, reportError } from "./report.ts";

type RunRequest = ToEvaluator & { readonly kind: "run" };

/** Runs cells on the main thread, one at a time. */
export interface Evaluator {
  run(request: RunRequest): void;
  /** Ends the running cell, whatever its promises do later. */
  interrupt(): void;
  /** Aborted when the cell that runs now is interrupted, so that long work can stop where it stands well. */
  signal(): AbortSignal;
  /** Shows an error that no cell caught in the cell that caused it. */
  stray(error: unknown, promise?: Promise<unknown>): void;
  /** Tells whether the kernel's own work is on the stack, which must not be ended half-way. */
  isProtected(): boolean;
}

/** Makes the evaluator. A cell is started from the event loop, so that ending it leaves nothing of ours half-done. */
export function createEvaluator({
  compiler,
  importer,
  cause,
  cells,
  send,
}: {
  readonly compiler: () => Compiler;
  readonly importer: Importer;
  readonly cause: Cause;
  readonly cells: Cells;
  readonly send: (message: ToSession) => void;
}): Evaluator {
  let running: RunRequest | undefined;
  let isCompiling = false;
  let stop = new AbortController();

  const labelOf = (request: RunRequest | undefined): string =>
    !request || request.silent ? "Cell [silent]" : `Cell [${request.count}]`;

  const compile = (source: string, request: RunRequest): { script: Script; compiled: CompiledCell } => {
    isCompiling = true;
    try {
      cells.add(request.cell, { label: labelOf(request), source, locate: () => undefined });
      const compiled = compiler().compile(source);
      const filename = cells.add(request.cell, { label: labelOf(request), source, locate: compiled.locate });
      return { compiled, script: new Script(compiled.script, { filename }) };
    } finally {
      isCompiling = false;
    }
  };

  const settle = (request: RunRequest, outcome: Outcome): void => {
    if (running !== request) return;
    running = undefined;
    send({ kind: "done", cell: request.cell, outcome });
  };

  const fail = (request: RunRequest, error: ErrorReport): void => {
    if (running !== request) return;
    send({ kind: "publish", cell: request.cell, type: "error", content: error });
    settle(request, { status: "error", error });
  };

  const failWith = (request: RunRequest, thrown: unknown, place?: Place): void => {
    const report = reportError(thrown, { cells, label: labelOf(request), place });
    setImmediate(() => fail(request, report));
  };

  const start = (request: RunRequest, { script, compiled }: ReturnType<typeof compile>): void => {
    let value: unknown;
    try {
      freeNames(compiled.names);
      value = script.runInThisContext({ displayErrors: false });
    } catch (thrown) {
      failWith(request, thrown);
      return;
    }
    if (!compiled.isAsync) void conclude(request, value);
    else
      Promise.prototype.then.call(
        value,
        (resolved) => conclude(request, resolved),
        (thrown) => failWith(request, thrown),
      );
  };

  const conclude = async (request: RunRequest, value: unknown): Promise<void> => {
    try {
      let text: string | undefined;
      if (value !== undefined && !request.silent) {
        const bundle = await bundleOf(value);
        if (running !== request) return;
        text = String(bundle.data["text/plain"] ?? "");
        const content = { execution_count: request.count, data: bundle.data, metadata: bundle.metadata };
        send({ kind: "publish", cell: request.cell, type: "execute_result", content });
      }
      const expressions = await evaluateAll(request);
      setImmediate(() =>
        settle(request, { status: "ok", ...(text === undefined ? {} : { text }), expressions }),
      );
    } catch (thrown) {
      failWith(request, thrown);
    }
  };

  const evaluateAll = async (request: RunRequest): Promise<JsonObject> => {
    const answers: Record<string, Json> = {};
    for (const [name, code] of Object.entries(request.expressions))
      try {
        const { script } = compile(code, request);
        answers[name] = { status: "ok", ...(await bundleOf(await script.runInThisContext())) };
      } catch (thrown) {
        answers[name] = { status: "error", ...reportError(thrown, { cells, label: labelOf(request) }) };
      }
    return answers;
  };

  return {
    run(request) {
      running = request;
      stop = new AbortController();
      cause.enter(request.cell);
      let ready: ReturnType<typeof compile>;
      try {
        ready = compile(request.code, request);
      } catch (thrown) {
        return failWith(request, thrown);
      }
      if (ready.compiled.imports.length === 0) return start(request, ready);
      const bound = ready.compiled.imports.map((statement) =>
        importer.bind(statement).catch((thrown) => {
          failWith(request, thrown, statement.place);
          throw thrown;
        }),
      );
      Promise.all(bound).then(
        () => setImmediate(() => start(request, ready)),
        () => undefined,
      );
    },
    interrupt() {
      if (running === undefined) return;
      stop.abort();
      fail(running, interruptedReport);
    },
    signal: () => stop.signal,
    stray(thrown, promise) {
      const content = reportError(thrown, { cells, label: labelOf(running) });
      send({ kind: "publish", cell: cause.causeOf(thrown, promise), type: "error", content });
    },
    isProtected: () => isCompiling,
  };
}
