import type { Plan, PlannedRun } from "./planned-run.ts";
import { brief } from "./show.ts";
import type { Interval } from "./uncertainty/interval.ts";

/** A plan in words, and what to be wary of. */
export const describePlan = (plan: Plan): string =>
  [planText(plan), ...plan.warnings.map((warning) => `warning: ${warning}`)].join("\n");

/**
 * A plan in words: the run, its optimum and the cost; its warnings stand apart.
 *
 * @example planText(plan({ loss: fit }, { flops: 1e21, tokensPerParameter: 200 }))
 */
export function planText(plan: Plan): string {
  const { optimal, cost } = plan;
  const lines = [`${brief(plan.flops)} FLOPs`];
  const isOptimal = optimal?.tokensPerParameter === plan.tokensPerParameter;
  if (!isOptimal) lines.push(...runLines("at this ratio", plan));
  if (optimal !== undefined) lines.push(...runLines("compute-optimal", optimal, optimal.ratio));
  if (cost !== undefined && !isOptimal) lines.push(...costLines(plan, cost));
  return lines.join("\n");
}

function runLines(
  name: string,
  { parameters, tokens, tokensPerParameter, loss, error }: PlannedRun,
  ratio?: Interval,
): string[] {
  const between = ratio === undefined ? "" : ` ${intervalText(ratio, brief)}`;
  return [
    `${name}: ${brief(parameters)} parameters, ${brief(tokens)} tokens, ${brief(tokensPerParameter)} tokens per parameter${between}`,
    `  loss ${loss.predicted.toFixed(4)} nats per token ${intervalText(loss)}`,
    ...(error === undefined ? [] : [`  error ${error.predicted.toFixed(4)} ${intervalText(error)}`]),
  ];
}

function costLines(
  { tokensPerParameter }: Plan,
  { lossAboveOptimal, parametersShare, sameLoss }: NonNullable<Plan["cost"]>,
): string[] {
  return [
    `this ratio costs ${lossAboveOptimal.toFixed(4)} nats per token; the model has ${share(parametersShare)} of the optimal one's parameters`,
    `the optimum's loss at ${brief(tokensPerParameter)} tokens per parameter takes ${sameLoss.computeFactor.toPrecision(3)} × the compute: ${brief(sameLoss.parameters)} parameters (${share(sameLoss.parametersShare)}), ${brief(sameLoss.tokens)} tokens`,
  ];
}

/** `[2.3712, 2.4503] at 95 %`, a side that does not exist as a dash; four decimals unless told how to print. */
export function intervalText(
  { lower, upper, level }: Interval,
  print: (bound: number) => string = (bound) => bound.toFixed(4),
): string {
  const side = (bound: number | undefined): string => (bound === undefined ? "–" : print(bound));
  return `[${side(lower)}, ${side(upper)}] at ${Number((100 * level).toPrecision(4))} %`;
}

const share = (value: number): string => `${Number((100 * value).toPrecision(3))} %`;
