/**
 * A scaling law: a formula with named parameters, its derivatives, and where to begin a fit.
 *
 * Short names inside laws: N parameters, D tokens, C = 6·N·D FLOPs, M = D/N tokens per parameter, L loss in nats.
 */
export interface Law<Input, Point extends Input, Name extends string> {
  readonly name: string;
  readonly formula: string;
  readonly source: string;
  /** What the law predicts, e.g. "loss". */
  readonly output: string;
  readonly parameters: readonly Name[];
  /** Parameters that are above zero; they are fitted by their logarithms. */
  readonly positive: readonly Name[];
  /** Parameters that are above zero where the law falls as it should. */
  readonly exponents: readonly Name[];
  /** What a fit compares unless told otherwise. */
  readonly residuals: "plain" | "logarithm";
  /** Names of the coordinates that the formula reads, e.g. parameters and tokens. */
  readonly inputs: readonly (keyof Input & string)[];
  /** The observed value of a point, and what it must be. */
  observed(point: Point): number;
  readonly rule: ObservedRule;
  /** How many numbers `coordinates` writes. */
  readonly width: number;
  /** Writes what the formula reads of an input, e.g. logarithms, from `offset` on. */
  coordinates(input: Input, out: Float64Array, offset: number): void;
  /** The formula, and its derivative by each parameter into `gradient`. */
  evaluate(x: Float64Array, offset: number, values: Float64Array, gradient: Float64Array): number;
  /** Where fits begin: [starts], in the order of `parameters`; some laws take a look at the points. */
  starts(points: readonly Point[]): readonly (readonly number[])[];
  /** Says why these points cannot determine the parameters, or nothing. */
  refusal(points: readonly Input[]): string | undefined;
}

/** Which observed values make sense. */
export interface ObservedRule {
  /** Ends the sentence "must be ...". */
  readonly must: string;
  holds(value: number): boolean;
}

/** For losses and whatever else is above zero. */
export const aboveZero: ObservedRule = { must: "above 0", holds: (value) => value > 0 && value < Infinity };

/** Values of a law's parameters by name. */
export type LawValues<Name extends string> = Readonly<Record<Name, number>>;

/** All combinations of some lists, the last list running fastest. */
export function grid(lists: readonly (readonly number[])[]): number[][] {
  return lists.reduce<number[][]>(
    (rows, list) => rows.flatMap((row) => list.map((value) => [...row, value])),
    [[]],
  );
}

/** The lowest and the highest of some values, however many. */
export function extent(values: Iterable<number>): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}
