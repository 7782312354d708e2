import * as figure from "../../../src/figure/index.ts";

/** A law of our own with round numbers. */
const lossAt = (flops: number, ratio: number): number =>
  1.8 + (200 * ratio ** 0.13 + 350 * ratio ** -0.13) * flops ** -0.13;
const errorAt = (loss: number): number => 0.86 - 2.2 * Math.exp(-0.7 * loss);

const sizes: Readonly<Record<string, number>> = {
  "0.011B": 1.1e7,
  "0.079B": 7.9e7,
  "0.411B": 4.1e8,
  "1.4B": 1.4e9,
};
const trained = (size: string, tokensPerParameter: number) => {
  const flops = 6 * sizes[size] ** 2 * tokensPerParameter;
  const loss = lossAt(flops, tokensPerParameter) + 0.01 * Math.sin(flops / 1e15);
  return { size, tokensPerParameter, flops, loss, error: errorAt(loss) };
};
const steps = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => from * (to / from) ** (at / (count - 1)));

const fitted = [trained("0.011B", 20), trained("0.079B", 20), trained("0.411B", 20), trained("0.011B", 320)];
const heldOut = trained("1.4B", 640);
const predicted = { ...heldOut, loss: heldOut.loss + 0.02, error: heldOut.error + 0.01 };

const points = [
  ...fitted.map((model) => ({ ...model, role: "fit" as const })),
  { ...heldOut, role: "truth" as const },
  { ...predicted, role: "prediction" as const },
];

export const extrapolation: figure.OverTrainingExtrapolation = {
  trainSet: "Own <&> set",
  irreducible: 1.8,
  points,
  lines: [
    ...[20, 640].map((ratio) => {
      const flops = steps(1e16, 1e22, 12);
      const loss = flops.map((at) => lossAt(at, ratio));
      return { flops, loss, kind: "extrapolated" as const, tokensPerParameter: ratio };
    }),
    { flops: [1e16, 1e20], loss: [lossAt(1e16, 20), lossAt(1e20, 20)], kind: "interpolated" },
    { flops: [1e18, 1e20, 1e22], loss: [4, 3.8, 3.7], kind: "extrapolated" },
  ],
  error: {
    points,
    curve: { loss: steps(2.3, 6, 20), error: steps(2.3, 6, 20).map(errorAt) },
    fitted: [2.9, 5.3],
    tasks: 17,
  },
};

export const ratioPanels: readonly figure.RatioPanel[] = ["C4", "Own <&> set"].map((title) => ({
  title,
  irreducible: 1.8,
  series: [5, 20, 80].map((ratio) => {
    const models = ["0.011B", "0.079B", "0.411B"].map((size) => trained(size, ratio));
    const flops = models.map((model) => model.flops);
    return {
      tokensPerParameter: ratio,
      sizes: models.map(({ size }) => size),
      flops,
      loss: models.map(({ loss }) => loss),
      line: { flops, loss: flops.map((at) => lossAt(at, ratio)) },
      slope: -0.13,
    };
  }),
}));

const errorSeries = (name: string, shift: number): figure.ErrorSeries => ({
  name,
  loss: fitted.map(({ loss }) => loss + shift),
  error: Float64Array.from(fitted, ({ error }) => error),
  curve: { loss: steps(2.8, 6, 20), error: steps(2.8, 6, 20).map((loss) => errorAt(loss - shift)) },
});

export const errorPanels: readonly figure.ErrorLossPanel[] = ["17 tasks", "46 tasks"].flatMap((row) =>
  ["Paloma C4", "Paloma <&>"].map((column) => ({
    row,
    column,
    series: ["C4", "RedPajama"].map((name, at) => errorSeries(name, at * 0.1)),
  })),
);

export const modelPanels: readonly figure.ErrorLossPanel[] = ["C4", "RedPajama"].map((column) => ({
  row: "",
  column,
  series: [
    {
      ...errorSeries(column, 0),
      sizes: fitted.map(({ size }) => size),
      tokensPerParameter: fitted.map(({ tokensPerParameter }) => tokensPerParameter),
      fitted: [3.5, 5],
    },
  ],
}));

export const taskPanels: readonly figure.TaskPanel[] = [
  "arc_easy",
  "bigbench_conceptual_combinations",
  "own <&> task",
  ...Array.from({ length: 6 }, (_, at) => `task_${at}`),
].map((task, at) => ({
  task,
  chance: 0.5 + 0.05 * at,
  selected: at % 2 === 0,
  series: ["C4", "RedPajama"].map((name) => ({
    name,
    loss: fitted.map(({ loss }) => loss),
    error: fitted.map(({ error }) => error),
  })),
}));

const run = (name: string, entries: number): figure.TrainingRun => {
  const x = Array.from({ length: entries }, (_, at) => (at + 1) * 1e5);
  const smoothed = x.map((tokens) => 2 + 8 * (tokens / 1e5) ** -0.3);
  return {
    name,
    x,
    loss: smoothed.map((loss, at) => loss + 0.2 * Math.sin(at * at)),
    smoothed,
    learningRate: x.map((_, at) => 0.003 * (1 - at / entries)),
    validation: { x: [1e6, 1e7], loss: [6.1, 4.4] },
  };
};

export const trainingRuns: readonly figure.TrainingRun[] = [run("0.011B", 900), run("own <&> run", 300)];

const ratios = steps(2, 2000, 20);
const planLoss = ratios.map((ratio) => lossAt(1e21, ratio));
const choice = (name: string, ratio: number): figure.PlanChoice => ({
  name,
  tokensPerParameter: ratio,
  parameters: Math.sqrt(1e21 / 6 / ratio),
  tokens: Math.sqrt((1e21 / 6) * ratio),
  loss: lossAt(1e21, ratio),
  error: errorAt(lossAt(1e21, ratio)),
});

export const plan: figure.TrainingPlan = {
  flops: 1e21,
  tokensPerParameter: ratios,
  loss: {
    value: planLoss,
    low: planLoss.map((loss) => loss - 0.03),
    high: planLoss.map((loss) => loss + 0.04),
  },
  error: { value: planLoss.map(errorAt) },
  intervalName: "95 % interval",
  fitted: [20, 320],
  choices: [choice("compute-optimal", 8.6), choice("chosen <&>", 160)],
};

/** The scaling figures of curves, on small data of our own. */
export const curveFigures: Readonly<Record<string, () => figure.Figure>> = {
  overTrainingExtrapolation: () => figure.overTrainingExtrapolation(extrapolation),
  lossByRatio: () => figure.lossByRatio(ratioPanels),
  errorByLoss: () => figure.errorByLoss(errorPanels),
  errorByLossOfModels: () => figure.errorByLoss(modelPanels, { lossName: "C4 validation loss" }),
  errorByLossPerTask: () => figure.errorByLossPerTask(taskPanels),
  trainingCurves: () => figure.trainingCurves(trainingRuns, "training tokens"),
  trainingCurvesLinear: () =>
    figure.trainingCurves([{ name: "a", x: [0, 1e5, 5e5], loss: [5, 4, 3] }], "steps", {
      xScale: "linear",
      lossScale: "log",
    }),
  trainingPlan: () => figure.trainingPlan(plan),
};
