// Trains the cases that test_lightgbm.py wrote into a folder, and writes models, predictions and metrics beside them.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { predictByWalking } from "../../src/regress/gbdt/walk.ts";
import { type Metric, type Parameters, train, writeModelText } from "../../src/regress/index.ts";
import { matrix } from "../../src/table/index.ts";

interface Case {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly validRows: number;
  readonly weighted: boolean;
  readonly parameters: Partial<Parameters>;
  readonly metrics: readonly Metric[];
  readonly stoppingRounds: number;
}

const folder = process.argv[2];
const cases = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8")) as readonly Case[];
const results = cases.map((given) => {
  const { name, rows, columns, validRows, weighted, parameters, metrics, stoppingRounds } = given;
  const bytes = readFileSync(join(folder, `${name}.f64`));
  const numbers = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  let from = 0;
  const next = (length: number) => {
    from += length;
    return numbers.subarray(from - length, from);
  };
  const names = Array.from({ length: columns }, (_, at) => `Column_${at}`);
  const features = matrix(names, next(rows * columns));
  const labels = next(rows);
  const weights = weighted ? next(rows) : undefined;
  const validation = {
    features: matrix(names, next(validRows * columns)),
    labels: next(validRows),
    weights: weighted ? next(validRows) : undefined,
  };
  const result = train(features, labels, parameters, { weights, validation, metrics, stoppingRounds });
  writeFileSync(join(folder, `${name}.txt`), writeModelText(result.ensemble));
  const predicted = predictByWalking(result.ensemble, validation.features);
  writeFileSync(join(folder, `${name}.predicted`), new Uint8Array(predicted.buffer));
  const history = metrics.map((metric) => Array.from(result.history[metric]));
  return { name, bestIteration: result.bestIteration, stoppedBy: result.stoppedBy, history };
});
writeFileSync(join(folder, "results.json"), JSON.stringify(results));
