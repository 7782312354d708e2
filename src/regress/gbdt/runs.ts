import { column, DataError, type Swarm, shown, unknownName } from "../../table/index.ts";

/**
 * Refuses a swarm that was put together by hand and cannot be fitted on: one without runs, with more rows in one table
 * than in another, or with a share that is no number. LightGBM would take the last for missing and go on.
 */
export function requireRuns(where: string, argument: string, { ids, mixtures, losses }: Swarm): void {
  const { names, rows, values } = mixtures;
  if (rows === 0 || names.length === 0) {
    throw new RangeError(
      `${where}: ${argument} must have runs and domains, got ${rows} runs and ${names.length} domains.`,
    );
  }
  if (ids.length !== rows || losses.rows !== rows) {
    throw new RangeError(
      `${where}: ${argument} must have one id and one row of losses a mixture (${rows}), got ${ids.length} ids and ${losses.rows} rows of losses. Join the tables with dataset.readSwarm or dataset.swarmOfTables.`,
    );
  }
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const [id, name] = [ids[Math.floor(at / names.length)], names[at % names.length]];
  throw new DataError(
    `${where}: ${argument} must hold finite shares, got ${values[at]} at run ${shown(id)}, domain ${shown(name)}. Correct the value, or drop the run.`,
    { row: id, column: name },
  );
}

/** Refuses a target that a swarm lacks, or that is no number in one of its runs. */
export function requireTarget(where: string, argument: string, { ids, losses }: Swarm, target: string): void {
  if (!losses.names.includes(target)) throw unknownName(where, argument, target, losses.names);
  const values = column(losses, target);
  const run = values.findIndex((value) => !Number.isFinite(value));
  if (run < 0) return;
  throw new DataError(
    `${where}: ${argument} must be finite in every run, got ${values[run]} at run ${shown(ids[run])}, target ${shown(target)}. Correct the value, or drop the run.`,
    { row: ids[run], column: target },
  );
}
