import { DataError, parseCsv, shown } from "../../table/index.ts";
import { maximumCharacters } from "./fields.ts";
import type { ScalingTask } from "./types.ts";

const columns = {
  name: "Eval Task",
  category: "Task Category",
  type: "Task Type",
  shots: "#shots",
  samples: "#datapoints",
  baselinePercent: "Random baseline",
} as const;

/**
 * Reads the table of tasks: text in, records out. Baselines stand in percent.
 *
 * Source  mlfoundations/scaling, exp_data/eval_metadata.csv (51 tasks, of which 46 were run)
 *
 * @throws {DataError} if a column is missing, a task stands twice, or a number is impossible
 */
export function parseTasks(text: string, file: string): readonly ScalingTask[] {
  if (text.length > maximumCharacters) {
    throw new DataError(
      `parseTasks: ${file} must have at most ${maximumCharacters} characters, got ${text.length}.`,
      { file },
    );
  }
  const { header, rows, lines } = parseCsv(text, { file });
  const missing = Object.values(columns).find((column) => !header.includes(column));
  if (missing !== undefined) {
    throw new DataError(
      `parseTasks: ${file} must have the column ${shown(missing)}, got ${shown(header.join(", "))}.`,
      { file, row: 1, column: missing },
    );
  }
  const seen = new Set<string>();
  return rows.map((row, at): ScalingTask => {
    const fail = (column: string, rule: string, got: string): DataError =>
      new DataError(`parseTasks: ${column} must ${rule}, got ${shown(got)} at ${file}:${lines[at]}.`, {
        file,
        row: lines[at],
        column,
      });
    const cell = (column: string): string => row[header.indexOf(column)].trim();
    const number = (column: string, most: number): number => {
      const value = cell(column) === "" ? Number.NaN : Number(cell(column));
      if (!(value >= 0 && value <= most)) throw fail(column, `be a number from 0 to ${most}`, cell(column));
      return value;
    };
    const name = cell(columns.name);
    if (name === "" || seen.has(name)) throw fail(columns.name, "be a name that stands once", name);
    seen.add(name);
    const baselinePercent = number(columns.baselinePercent, 100);
    return {
      name,
      category: cell(columns.category),
      type: cell(columns.type),
      shots: number(columns.shots, 1000),
      samples: number(columns.samples, Number.MAX_SAFE_INTEGER),
      baselinePercent,
      chanceError: 1 - baselinePercent / 100,
    };
  });
}
