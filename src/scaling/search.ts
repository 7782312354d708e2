import type { Law } from "./law.ts";
import { type Descent, type DescentOptions, descend } from "./least-squares.ts";
import { type LawData, lawProblem, type Objective } from "./objective.ts";

/** Points, and what to make small on them. */
export interface Search<Input, Point extends Input, Name extends string> {
  readonly law: Law<Input, Point, Name>;
  readonly data: LawData;
  readonly objective: Objective;
  /** Places to begin from, in the order of the law's parameters. */
  readonly starts: readonly (readonly number[])[];
  readonly options: DescentOptions;
}

/** The lowest end of a search on all points, and the ends that it was chosen among. */
export interface Found {
  readonly best: Descent | undefined;
  readonly ends: readonly Descent[];
  /** Starts that led to the place chosen. */
  readonly agreed: number;
}

/** Descents whose objectives are this near have found the same place. */
const agreement = 1e-6;
/** With more points, starts go down on a sample first. */
export const mostSearched = 2000;
const sampled = 500;
/** So many of the sample's ends go down on all points. */
const refined = 4;

const limitOf = (objective: number): number => objective * (1 + agreement) + 1e-24;
const isEnd = ({ converged, objective }: Descent): boolean => converged && Number.isFinite(objective);
const byObjective = (one: Descent, other: Descent): number => one.objective - other.objective;

/** A descent from every start. */
export function searchAll<Input, Point extends Input, Name extends string>({
  law,
  data,
  objective,
  starts,
  options,
}: Search<Input, Point, Name>): Found {
  const problem = lawProblem(law, data, objective);
  const ends = starts.map((start) => descend(problem, problem.place(start), options));
  const best = ends.filter(isEnd).toSorted(byObjective)[0];
  const agreed =
    best === undefined ? 0 : ends.filter((end) => end.objective <= limitOf(best.objective)).length;
  return { best, ends, agreed };
}

/** A descent from every start on a sample of the points, then on all points from the lowest distinct ends. */
export function searchSample<Input, Point extends Input, Name extends string>(
  search: Search<Input, Point, Name>,
  sample: readonly number[],
): Found {
  const { law, data, objective, options } = search;
  const { ends } = searchAll({ ...search, data: selected(data, sample, law.width) });
  const distinct: Descent[] = [];
  for (const end of ends.filter(isEnd).toSorted(byObjective)) {
    const last = distinct.at(-1);
    if (last === undefined || end.objective > limitOf(last.objective)) distinct.push(end);
    if (distinct.length === refined) break;
  }
  const problem = lawProblem(law, data, objective);
  const lowered = distinct.map((from) => ({ from, end: descend(problem, from.place, options) }));
  const best = lowered
    .map(({ end }) => end)
    .filter(isEnd)
    .toSorted(byObjective)[0];
  if (best === undefined) return { best, ends, agreed: 0 };
  const agreeing = lowered.filter(({ end }) => end.objective <= limitOf(best.objective));
  const led = ({ objective: reached }: Descent): boolean =>
    agreeing.some(({ from }) => reached >= from.objective && reached <= limitOf(from.objective));
  return { best, ends, agreed: ends.filter(led).length };
}

/**
 * Places of some 500 of many points: multiples of the golden ratio, which keep step with no order of the points, be
 * they sorted or a grid of sizes and ratios.
 *
 * Shape   count → [500], each once
 */
export function sampleOf(count: number): readonly number[] {
  const golden = (Math.sqrt(5) - 1) / 2;
  const places = Array.from({ length: sampled }, (_, at) => Math.floor((((at + 1) * golden) % 1) * count));
  return [...new Set(places)].toSorted((one, other) => one - other);
}

function selected({ x, y }: LawData, places: readonly number[], width: number): LawData {
  const coordinates = new Float64Array(places.length * width);
  places.forEach((place, at) => {
    coordinates.set(x.subarray(place * width, (place + 1) * width), at * width);
  });
  return { x: coordinates, y: Float64Array.from(places, (place) => y[place]) };
}
