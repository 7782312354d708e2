import { type ScalingModel, type ScalingTestbed, scaling } from "../../../src/dataset/index.ts";
import { tasksAboveChance } from "../../../src/scaling/index.ts";

let loaded: Promise<ScalingTestbed> | undefined;

/** The published testbed, read once. */
export function publishedTestbed(): Promise<ScalingTestbed> {
  loaded ??= scaling();
  return loaded;
}

/** The laws behind `lawfulTestbed`. */
export const laws = {
  c4_original: { E: 1.5, a: 140, b: 190, eta: 0.12, epsilon: 0.85, k: 2, gamma: 0.75 },
  rpj: { E: 1.8, a: 210, b: 370, eta: 0.136, epsilon: 0.86, k: 2.2, gamma: 0.71 },
} as const;

const parameters = {
  "0.011B": 10569312,
  "0.079B": 78914048,
  "0.154B": 153677376,
  "0.411B": 411616256,
  "1.4B": 1439795200,
  "6.9B": 6889410560,
} as const;
const losses = ["c4_val", "openlm", "paloma_c4_en", "paloma_redpajama"] as const;

/** A small testbed whose models follow the laws exactly: two train sets, six sizes, 17 tasks and `mmlu`. */
export function lawfulTestbed(): ScalingTestbed {
  const models = (["c4_original", "rpj"] as const).flatMap((trainSet) =>
    (Object.keys(parameters) as (keyof typeof parameters)[]).flatMap((size) =>
      (size === "6.9B" ? [20] : size === "1.4B" ? [20, 640] : [5, 10, 20, 320]).map((ratio) =>
        lawfulModel(trainSet, size, ratio),
      ),
    ),
  );
  const task = {
    category: "none",
    type: "none",
    shots: 0,
    samples: 100,
    baselinePercent: 25,
    chanceError: 0.75,
  };
  const tasks = [...tasksAboveChance, "mmlu"].map((name) => ({ ...task, name }));
  return { models, tasks, unusedTasks: [], grid: [] };
}

function lawfulModel(
  trainSet: keyof typeof laws,
  size: keyof typeof parameters,
  tokensPerParameter: number,
): ScalingModel {
  const { E, a, b, eta, epsilon, k, gamma } = laws[trainSet];
  const N = parameters[size];
  const C = 6 * N * N * tokensPerParameter;
  const loss = E + (a * tokensPerParameter ** eta + b * tokensPerParameter ** -eta) * C ** -eta;
  const error = epsilon - k * Math.exp(-gamma * loss);
  const interval = { lower: loss - 0.01, upper: loss + 0.01 };
  const measuredLoss = { loss, ...interval, sequences: interval, measuredTokens: 1e6 };
  return {
    name: `${trainSet}-${size}-${tokensPerParameter}`,
    trainSet,
    size,
    architecture: size,
    parameters: N,
    parametersWithoutEmbedding: N,
    tokens: N * tokensPerParameter,
    tokensPerParameter,
    flops: C,
    losses: Object.fromEntries(losses.map((name) => [name, measuredLoss])) as ScalingModel["losses"],
    errors: { ...Object.fromEntries(tasksAboveChance.map((task) => [task, error])), mmlu: 0.75 },
    settings: {
      warmupSteps: 400,
      learningRate: 3e-3,
      weightDecay: 0.033,
      finalLearningRate: 3e-5,
      batch: 512,
      accumulation: 1,
      queryKeyNorm: true,
      zLoss: 1e-4,
      chinchillaMultiplier: tokensPerParameter / 20,
      contradicted: [],
    },
  };
}
