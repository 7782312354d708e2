import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type KernelCommand, KernelDeath, KernelSession } from "./client.ts";
import { OutputCollector } from "./collect.ts";
import { type Cell, isRecord, type Notebook, parseNotebook } from "./document.ts";
import { mixlabKernel } from "./root.ts";

/** Why a run stopped, and where. */
export interface CellFailure {
  readonly kind: "error" | "timeout" | "died" | "interrupted";
  /** The cell's place in the notebook, from 1, text cells counted too. */
  readonly cell: number;
  readonly source: string;
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** Why a run stopped, in a few words. */
export function failureText({ kind, cell }: Pick<CellFailure, "kind" | "cell">): string {
  if (kind === "died") return `the kernel died at cell ${cell}`;
  if (kind === "timeout") return `cell ${cell} took too long`;
  return kind === "interrupted" ? `interrupted at cell ${cell}` : `cell ${cell} failed`;
}

/** The head of a failure: where a cell failed, or that the kernel died and left nothing to judge. */
export function failureHead(failure: Pick<CellFailure, "kind" | "cell">): string {
  return failure.kind === "died" ? `not run: ${failureText(failure)}` : `failed at cell ${failure.cell}`;
}

/** An executed notebook. Times are here and never in the notebook, so that committed outputs stay the same. */
export interface Execution {
  readonly file: string;
  readonly notebook: Notebook;
  readonly seconds: number;
  /** Seconds by cell id. */
  readonly cellSeconds: Readonly<Record<string, number>>;
  readonly failure?: CellFailure;
}

export interface ExecuteOptions {
  readonly kernel?: KernelCommand;
  /** Longest time a cell may take; none by default. */
  readonly cellTimeoutSeconds?: number;
  /** Aborting interrupts the running cell and ends the run. */
  readonly signal?: AbortSignal;
  readonly now?: () => number;
  readonly onCell?: (cell: number, of: number) => void;
}

const graceMs = 5_000;

/**
 * Runs a notebook's cells in order, in its own folder and its own kernel, and keeps what was run when a cell fails.
 *
 * @throws {DataError} if the file is not a notebook
 * @example const { notebook, failure } = await executeNotebook("notebooks/regmix/01-swarm.ipynb")
 */
export async function executeNotebook(file: string, options: ExecuteOptions = {}): Promise<Execution> {
  const notebook = parseNotebook(await readFile(file, "utf8"), file);
  return executeCells(notebook, file, options);
}

/** Runs several notebooks, some at a time; the results stand in the order of the files. */
export async function executeNotebooks(
  files: readonly string[],
  {
    parallel = 2,
    onDone = () => {},
    ...options
  }: ExecuteOptions & { readonly parallel?: number; readonly onDone?: (execution: Execution) => void } = {},
): Promise<readonly Execution[]> {
  const results: Execution[] = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < files.length && !options.signal?.aborted; at = next++) {
      const execution = await executeNotebook(files[at]!, options);
      results[at] = execution;
      onDone(execution);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, parallel) }, worker));
  return results.filter((result) => result !== undefined);
}

async function executeCells(
  notebook: Notebook,
  file: string,
  { kernel = mixlabKernel(), cellTimeoutSeconds, signal, now = Date.now, onCell }: ExecuteOptions,
): Promise<Execution> {
  const started = now();
  const cleared = notebook.cells.map(emptied);
  const cellSeconds: Record<string, number> = {};
  const collector = new OutputCollector();
  const counts: (number | null)[] = [];
  let failure: CellFailure | undefined;
  let metadata = notebook.metadata;
  let session: KernelSession | undefined;
  const codeAt = cleared.flatMap((cell, at) =>
    cell.cell_type === "code" && cell.source.trim() !== "" ? [at] : [],
  );
  try {
    for (const [order, at] of codeAt.entries()) {
      const cell = cleared[at]!;
      const began = now();
      onCell?.(order + 1, codeAt.length);
      try {
        session ??= await KernelSession.start(kernel, dirname(resolve(file)));
        if (isRecord(session.info.language_info))
          metadata = { ...metadata, language_info: session.info.language_info };
        collector.begin();
        const run = await runCell(session, cell.source, collector, { cellTimeoutSeconds, signal });
        counts[order] = run.count;
        if (run.failure !== undefined && !(run.failure.kind === "error" && mayRaise(cell)))
          failure = { ...run.failure, cell: at + 1, source: cell.source };
      } catch (error) {
        if (!(error instanceof KernelDeath)) throw error;
        failure = { ...failed("died", "KernelDeath", error.message), cell: at + 1, source: cell.source };
      }
      cellSeconds[cell.id] = (now() - began) / 1000;
      if (failure !== undefined) break;
    }
  } finally {
    await session?.close({ force: failure !== undefined && failure.kind !== "error" });
  }
  const cells = cleared.map((cell, at): Cell => {
    const order = codeAt.indexOf(at);
    if (cell.cell_type !== "code" || order < 0) return cell;
    const outputs = collector.outputsOf(order);
    const lost = failure?.cell === at + 1 && !outputs.some((output) => output.output_type === "error");
    return {
      ...cell,
      execution_count: counts[order] ?? null,
      outputs: lost ? [...outputs, { output_type: "error", ...errorOf(failure!) }] : outputs,
    };
  });
  const seconds = (now() - started) / 1000;
  const done = { file, notebook: { ...notebook, metadata, cells }, seconds, cellSeconds };
  return failure === undefined ? done : { ...done, failure };
}

type CellRun = { readonly count: number | null; readonly failure?: Omit<CellFailure, "cell" | "source"> };

async function runCell(
  session: KernelSession,
  code: string,
  collector: OutputCollector,
  limits: { readonly cellTimeoutSeconds: number | undefined; readonly signal: AbortSignal | undefined },
): Promise<CellRun> {
  let stopped: CellRun["failure"];
  let stop: (failure: CellRun["failure"]) => void = () => {};
  const gaveUp = new Promise<undefined>((resolve) => {
    stop = (failure) => {
      if (stopped !== undefined) return;
      stopped = failure;
      void session.interrupt().catch(() => {});
      setTimeout(() => resolve(undefined), graceMs).unref();
    };
  });
  const seconds = limits.cellTimeoutSeconds;
  const late = () => stop(failed("timeout", "CellTimeout", `the cell took longer than ${seconds} s`));
  const timer = seconds === undefined ? undefined : setTimeout(late, seconds * 1000);
  const aborted = () => stop(failed("interrupted", "Interrupted", "the run was interrupted"));
  limits.signal?.addEventListener("abort", aborted);
  if (limits.signal?.aborted) aborted();
  try {
    const running = session.execute(code, ({ header, content }, own) => {
      if (own) collector.take({ type: header.msg_type, content });
      else if (header.msg_type === "update_display_data") collector.update(content);
    });
    const reply = await Promise.race([running, gaveUp]);
    running.catch(() => {});
    const counted = reply?.content.execution_count;
    const count = typeof counted === "number" ? counted : null;
    if (stopped !== undefined) return { count, failure: stopped };
    if (reply?.status === "ok") return { count };
    const { ename, evalue, traceback } = reply?.content ?? {};
    const lines = Array.isArray(traceback) ? traceback.map(String) : [];
    return { count, failure: failed("error", String(ename ?? "Error"), String(evalue ?? ""), lines) };
  } finally {
    clearTimeout(timer);
    limits.signal?.removeEventListener("abort", aborted);
  }
}

const failed = (
  kind: CellFailure["kind"],
  ename: string,
  evalue: string,
  traceback: readonly string[] = [`${ename}: ${evalue}`],
): NonNullable<CellRun["failure"]> => ({ kind, ename, evalue, traceback });

const errorOf = ({ ename, evalue, traceback }: CellFailure) => ({ ename, evalue, traceback });

const mayRaise = ({ metadata: { tags } }: Cell): boolean =>
  Array.isArray(tags) && tags.includes("raises-exception");

function emptied(cell: Cell): Cell {
  const { execution, ...metadata } = cell.metadata;
  if (cell.cell_type !== "code") return cell;
  return { ...cell, metadata, execution_count: null, outputs: [] };
}
