import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type Metric, train, writeModelText } from "../../../src/regress/index.ts";
import { matrix } from "../../../src/table/index.ts";
import { parametersNamed } from "./parameter-names.ts";

interface Golden {
  readonly trainRows: number;
  readonly features: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly weights: readonly number[];
  readonly zeros: readonly number[];
  readonly cases: readonly {
    readonly parameters: Readonly<Record<string, number | boolean | string>>;
    readonly weights: boolean | "zeros";
    readonly text: string;
    readonly curves: Readonly<Partial<Record<Metric, readonly number[]>>>;
  }[];
}

const file = new URL("../../../../test/golden/lightgbm/objectives.json", import.meta.url);
const golden = JSON.parse(readFileSync(file, "utf8")) as Golden;
const names = golden.features[0].map((_, at) => `Column_${at}`);
const part = (from: number, to?: number) => ({
  features: matrix(names, Float64Array.from(golden.features.slice(from, to).flat())),
  labels: Float64Array.from(golden.labels.slice(from, to)),
});

for (const { parameters, weights, text, curves } of golden.cases) {
  const weighted = weights === false ? "" : weights === true ? ", weighted" : ", half the weights 0";
  test(`train: ${JSON.stringify(parameters)}${weighted} gives LightGBM's text and curves`, () => {
    const all =
      weights === false ? undefined : Float64Array.from(weights === true ? golden.weights : golden.zeros);
    const { features, labels } = part(0, golden.trainRows);
    const metrics = ["l1", "quantile"] as const;
    const result = train(
      features,
      labels,
      { ...parametersNamed(parameters), numIterations: 6 },
      {
        weights: all?.subarray(0, golden.trainRows),
        validation: { ...part(golden.trainRows), weights: all?.subarray(golden.trainRows) },
        metrics,
      },
    );
    assert.equal(writeModelText(result.ensemble).trimEnd(), text.trimEnd());
    for (const metric of metrics) assert.deepEqual(Array.from(result.history[metric]), curves[metric]);
  });
}
