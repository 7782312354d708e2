import { cpus, totalmem } from "node:os";

/** One row of the table: the median seconds of both sides. */
export interface BenchRow {
  readonly name: string;
  readonly peer: string;
  readonly ours: number;
  readonly theirs: number;
  /** theirs ÷ ours: above 1 means that we are faster. */
  readonly ratio: number;
  readonly unit: "s";
  readonly runs: number;
  readonly threads: { readonly ours: number; readonly theirs: number };
  readonly machine: string;
  /** Further numbers of the same run, for people. */
  readonly notes?: readonly string[];
}

/** A way to do the work, which gives the seconds it took. */
export interface Contender {
  readonly threads: number;
  run(): Promise<number>;
}

/** A contender's name in notes, beside what it does. */
export interface NamedContender extends Contender {
  readonly name: string;
}

/**
 * Times all contenders in turn, again and again, so that what else the machine does falls on all alike, and compares
 * the fastest of ours with the fastest of theirs by median.
 */
export async function compare(
  name: string,
  peer: string,
  ours: readonly Contender[],
  theirs: readonly Contender[],
  runs: number,
): Promise<BenchRow> {
  const ourBest = await promising(ours);
  const theirBest = await promising(theirs);
  const medians = await mediansInTurn([...ourBest, ...theirBest], runs);
  const us = fastest(ourBest, medians);
  const them = fastest(theirBest, medians);
  return benchRow(name, peer, us, them, runs);
}

/** A contender with the median of its seconds. */
export interface Timing {
  readonly seconds: number;
  readonly threads: number;
}

/** Medians of the seconds of contenders that take turns. */
export async function mediansInTurn<Entry extends Contender>(
  contenders: readonly Entry[],
  runs: number,
): Promise<ReadonlyMap<Entry, number>> {
  const seconds = contenders.map((): number[] => []);
  for (let run = 0; run < runs; run++) {
    for (const [at, contender] of contenders.entries()) seconds[at].push(await contender.run());
  }
  return new Map(contenders.map((contender, at) => [contender, median(seconds[at])]));
}

/** The contender of the least median. */
export function fastest<Entry extends Contender>(
  contenders: readonly Entry[],
  medians: ReadonlyMap<Contender, number>,
): Timing & { readonly contender: Entry } {
  const secondsOf = (contender: Contender) => medians.get(contender) ?? Number.POSITIVE_INFINITY;
  const contender = contenders.reduce((best, next) => (secondsOf(next) < secondsOf(best) ? next : best));
  return { seconds: secondsOf(contender), threads: contender.threads, contender };
}

/** A row of the table of two timings. */
export function benchRow(
  name: string,
  peer: string,
  us: Timing,
  them: Timing,
  runs: number,
  notes: readonly string[] = [],
): BenchRow {
  return {
    name,
    peer,
    ours: us.seconds,
    theirs: them.seconds,
    ratio: them.seconds / us.seconds,
    unit: "s",
    runs,
    threads: { ours: us.threads, theirs: them.threads },
    machine: machine(),
    ...(notes.length > 0 ? { notes } : {}),
  };
}

/** Runs each once to warm up, and leaves out those that took over half as long again as the fastest. */
async function promising(contenders: readonly Contender[]): Promise<readonly Contender[]> {
  const seconds: number[] = [];
  for (const contender of contenders) seconds.push(await contender.run());
  return contenders.filter((_, at) => seconds[at] <= 1.5 * Math.min(...seconds));
}

/** Seconds that a piece of work takes. */
export async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** The middle value, or the mean of the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${first?.model.trim() ?? "unknown"}, ${memory} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
}
