import { shown } from "../table/index.ts";
import { predictLaw } from "./fitted-law.ts";
import { trainingRun } from "./optimum.ts";
import { optimum, type PlanLaws, type PlanOptions } from "./plan.ts";
import { predictError } from "./predict-error.ts";
import { support } from "./support.ts";
import { type PredictedValue, predictWithInterval } from "./uncertainty/predict.ts";

/** A prediction along ratios, with its band where every point of it exists. */
export interface CurveValues {
  readonly value: Float64Array;
  readonly low?: Float64Array;
  readonly high?: Float64Array;
}

/** What one budget buys, by tokens per parameter; drawn by the figure `trainingPlan`. */
export interface PlanCurve {
  readonly flops: number;
  readonly tokensPerParameter: Float64Array;
  readonly loss: CurveValues;
  readonly error?: CurveValues;
  readonly intervalName: string;
  /** Least and largest ratio among the points of the law. */
  readonly fitted: readonly [number, number];
  /** Whether a ratio lies between them. */
  readonly supported: readonly boolean[];
  readonly choices: readonly {
    readonly name: string;
    readonly tokensPerParameter: number;
    readonly parameters: number;
    readonly tokens: number;
    readonly loss: number;
    readonly error?: number;
  }[];
  /** Why a band is missing. */
  readonly reason: string | undefined;
}

/** Which ratios to draw, and which to mark. */
export interface PlanCurveOptions extends PlanOptions {
  /** Rising; by default 41 from 1 to 1000. */
  readonly tokensPerParameter?: ArrayLike<number>;
  /** Ratios to mark by name, beside the compute-optimal one. */
  readonly choices?: Readonly<Record<string, number>>;
}

const ratios = (): Float64Array => Float64Array.from({ length: 41 }, (_, at) => 10 ** ((3 * at) / 40));

/**
 * Predictions for one budget at ratio after ratio, with bands, the ratios that the points span, and the choices marked.
 *
 * Shape   tokensPerParameter [r] → value, low, high [r]
 * Units   FLOPs, tokens per parameter → nats per token; error as a share
 *
 * @throws {RangeError} if the budget is not above 0, or a ratio is not above 0 or does not rise
 * @example figure.trainingPlan(planCurve({ loss: fit }, { flops: 1e21, choices: { chosen: 200 } }))
 */
export function planCurve(
  laws: PlanLaws,
  { flops, ...options }: PlanCurveOptions & { readonly flops: number },
): PlanCurve {
  const { level = 0.95, covers = "run", choices: named = {} } = options;
  const tokensPerParameter = Float64Array.from(options.tokensPerParameter ?? ratios());
  const bad = tokensPerParameter.findIndex(
    (ratio, at) => !(ratio > (at === 0 ? 0 : tokensPerParameter[at - 1]) && ratio < Infinity),
  );
  if (bad >= 0)
    throw new RangeError(
      `planCurve: tokensPerParameter must be above 0 and rise, got ${shown(tokensPerParameter[bad])} at place ${bad + 1}.`,
    );
  const at = (list: Iterable<number>) =>
    Array.from(list, (ratio) => trainingRun(laws.loss, { flops, tokensPerParameter: ratio }));
  const runs = at(tokensPerParameter);
  const best = optimum(laws.loss, flops);
  const marked = [
    ...("reason" in best ? [] : [{ name: "compute-optimal", run: best }]),
    ...Object.entries(named).map(([name, ratio]) => ({ name, run: at([ratio])[0] })),
  ];
  const predicted = predictBoth(laws, runs, { level, covers });
  const errors =
    laws.error &&
    predictErrors(
      laws,
      marked.map(({ run }) => run),
    );
  const { least, largest } = support(laws.loss).ranges.tokensPerParameter;
  const reasons = [...predicted.loss, ...(predicted.error ?? [])].map(({ reason }) => reason);
  return {
    flops,
    tokensPerParameter,
    loss: curveOf(predicted.loss),
    ...(predicted.error === undefined ? {} : { error: curveOf(predicted.error) }),
    intervalName: `${Number((100 * level).toPrecision(4))} % ${predicted.loss[0]?.method ?? "profile"} interval of ${covers === "run" ? "one more run" : "the law"}`,
    fitted: [least, largest],
    supported: Array.from(tokensPerParameter, (ratio) => ratio >= least && ratio <= largest),
    choices: marked.map(({ name, run: { parameters, tokens, tokensPerParameter: ratio, loss } }, place) => ({
      name,
      tokensPerParameter: ratio,
      parameters,
      tokens,
      loss,
      ...(errors === undefined ? {} : { error: errors[place] }),
    })),
    reason: reasons.find((reason) => reason !== undefined),
  };
}

type Sizes = readonly { readonly parameters: number; readonly tokens: number }[];

/**
 * Predictions of loss and error at one ratio after the other. A band that lacks a place is not drawn, so from the first
 * such place on only values are predicted: to walk after bounds that do not exist takes the longest.
 */
function predictBoth(
  laws: PlanLaws,
  sizes: Sizes,
  options: PlanOptions,
): { readonly loss: readonly PredictedValue[]; readonly error?: readonly PredictedValue[] } {
  const losses: PredictedValue[] = [];
  const errors: PredictedValue[] = [];
  for (const size of sizes) {
    const [loss, error] = [losses.at(-1), errors.at(-1)].map((last) => (isOpen(last) ? last : undefined));
    if (loss !== undefined) losses.push({ ...loss, predicted: predictLaw(laws.loss, [size])[0] });
    if (error !== undefined)
      errors.push({ ...error, predicted: predictErrors(laws, [size])?.[0] ?? Number.NaN });
    if (laws.error === undefined || error !== undefined) {
      if (loss === undefined) losses.push(...predictWithInterval(laws.loss, [size], options));
      continue;
    }
    // The chain has no side that its loss lacks, so here the loss has both.
    const [chained] = predictError(laws.loss, laws.error, [size], options);
    losses.push(chained.loss);
    errors.push(chained);
  }
  return laws.error === undefined ? { loss: losses } : { loss: losses, error: errors };
}

const isOpen = (value: PredictedValue | undefined): boolean =>
  value !== undefined && (value.lower === undefined || value.upper === undefined);

const predictErrors = ({ loss, error }: PlanLaws, sizes: Sizes): readonly number[] | undefined =>
  error &&
  Array.from(
    predictLaw(
      error,
      Array.from(predictLaw(loss, sizes), (value) => ({ loss: value })),
    ),
  );

function curveOf(values: readonly PredictedValue[]): CurveValues {
  const value = Float64Array.from(values, ({ predicted }) => predicted);
  const sides = [values.map(({ lower }) => lower), values.map(({ upper }) => upper)];
  if (sides.some((side) => side.includes(undefined))) return { value };
  const [low, high] = sides.map((side) => Float64Array.from(side, (bound) => bound ?? Number.NaN));
  return { value, low, high };
}
