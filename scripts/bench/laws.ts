import { dataset, scaling } from "../../src/index.ts";
import { type BenchRow, compare, timed } from "./measure.ts";
import type { Peer } from "./peer.ts";

/** Curve fits stop at relative steps of 1e-8; both sides must agree beyond the printed digits. */
const tolerance = 1e-5;

/** The law of over-training on the default points of three train sets, 128 starts each. */
async function fitRow(peer: Peer): Promise<BenchRow> {
  const name = "laws-fit-3";
  const testbed = await dataset.scaling();
  const sets = dataset.trainSets.map((trainSet) => scaling.fitDefaults(testbed, { trainSet }).lossModels);
  const fitAll = () => sets.map((points) => scaling.fitLaw(scaling.overTraining, points));
  const ask = (derivatives: boolean) =>
    peer.call<{ seconds: number; values: readonly number[][] }>({
      call: "laws",
      derivatives,
      sets: sets.map((points) =>
        points.map(({ parameters, tokens, loss }) => [parameters, tokens / parameters, loss]),
      ),
    });
  const { values } = await ask(false);
  fitAll().forEach((fit, at) => {
    const [alpha, beta, p, E] = values[at];
    const theirs = { a: alpha * 6 ** (-p / 2), b: beta, eta: -p / 2, E };
    for (const key of ["a", "b", "eta", "E"] as const) {
      if (Math.abs(fit.values[key] / theirs[key] - 1) > tolerance)
        throw new Error(
          `bench: ${name}: ${key} of ${dataset.trainSets[at]} must be equal on both sides, got ${fit.values[key]} and ${theirs[key]}`,
        );
    }
  });
  return compare(
    name,
    `scipy ${peer.scipy}, curve_fit`,
    [{ threads: 1, run: () => timed(fitAll) }],
    [false, true].map((derivatives) => ({
      threads: 1,
      run: async () => (await ask(derivatives)).seconds,
    })),
    15,
  );
}

/** Rows by name. */
export const lawRows: Readonly<Record<string, (peer: Peer) => Promise<BenchRow>>> = { "laws-fit-3": fitRow };
