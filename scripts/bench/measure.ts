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
}

/** A way to do the work, which gives the seconds it took. */
export interface Contender {
  readonly threads: number;
  run(): Promise<number>;
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
  const all = [...ourBest, ...(await promising(theirs))];
  const seconds = all.map((): number[] => []);
  for (let run = 0; run < runs; run++) {
    for (const [at, contender] of all.entries()) seconds[at].push(await contender.run());
  }
  const medians = seconds.map(median);
  const best = (from: number, to: number) => {
    const fastest = Math.min(...medians.slice(from, to));
    return { seconds: fastest, threads: all[medians.indexOf(fastest, from)].threads };
  };
  const us = best(0, ourBest.length);
  const them = best(ourBest.length, all.length);
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

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${first?.model.trim() ?? "unknown"}, ${memory} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
}
