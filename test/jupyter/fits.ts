// node fits.js CASES.json FITS.json: fits each case's law to its points.
import { readFileSync, writeFileSync } from "node:fs";
import {
  chinchilla,
  downstream,
  type FitOptions,
  fitLaw,
  irreduciblePower,
  overTraining,
  power,
} from "../../src/scaling/index.ts";

interface Case {
  readonly law: keyof typeof laws;
  readonly points: readonly never[];
  readonly options: Omit<FitOptions, "starts">;
}

const laws = {
  "over-training": overTraining,
  chinchilla,
  downstream,
  "irreducible-power": irreduciblePower,
  power,
} as const;
const [from, to] = process.argv.slice(2);
const cases: readonly Case[] = JSON.parse(readFileSync(from, "utf8"));
const fits = cases.map(({ law, points, options }) => {
  const { values, sumOfSquares, predicted, starts } = fitLaw(
    laws[law] as typeof overTraining,
    points,
    options,
  );
  return { values, sumOfSquares, predicted: [...predicted], starts };
});
writeFileSync(to, JSON.stringify(fits));
