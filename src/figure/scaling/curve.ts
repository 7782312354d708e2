import type { Panel } from "../panels.ts";
import type { Line, NumberList, ScatterTrace } from "../spec.ts";

export interface FittedCurve {
  readonly x: NumberList;
  readonly y: NumberList;
  /** Where the curve was fitted: solid there and dashed beyond; solid throughout if not told. */
  readonly fitted?: readonly [number, number];
}

type Point = readonly [number, number];

/** A fitted curve as one or two traces: solid where it was fitted, dashed where it reaches further. */
export function curveTraces(
  curve: FittedCurve,
  place: Pick<Panel, "xaxis" | "yaxis">,
  line: Line,
  legendgroup?: string,
): ScatterTrace[] {
  const points = Array.from(curve.x, (x, at): Point => [x, curve.y[at]]).sort(([a], [b]) => a - b);
  const { inside, below, above } = split(points, curve.fitted);
  const trace = (pieces: readonly (readonly Point[])[], dash: NonNullable<Line["dash"]>): ScatterTrace[] => {
    const drawn = pieces.filter((piece) => piece.length > 1);
    if (drawn.length === 0) return [];
    return [
      {
        type: "scatter",
        mode: "lines",
        showlegend: false,
        hoverinfo: "skip",
        ...(legendgroup === undefined ? {} : { legendgroup }),
        x: withGaps(drawn.map((piece) => piece.map(([x]) => x))),
        y: withGaps(drawn.map((piece) => piece.map(([, y]) => y))),
        xaxis: place.xaxis,
        yaxis: place.yaxis,
        line: { ...line, dash },
      },
    ];
  };
  return [...trace([inside], "solid"), ...trace([below, above], "dash")];
}

/** The parts of a curve inside an interval and on both sides of it, joined at its ends. */
function split(
  points: readonly Point[],
  fitted: FittedCurve["fitted"],
): { inside: Point[]; below: Point[]; above: Point[] } {
  if (fitted === undefined) return { inside: [...points], below: [], above: [] };
  const [low, high] = fitted;
  const ends = [low, high].flatMap((end) => crossing(points, end));
  const all = [...points, ...ends].sort(([a], [b]) => a - b);
  return {
    inside: all.filter(([x]) => x >= low && x <= high),
    below: all.filter(([x]) => x <= low),
    above: all.filter(([x]) => x >= high),
  };
}

/** The curve's point at x, on the straight line between its neighbours; none where it has one or does not reach. */
function crossing(points: readonly Point[], x: number): Point[] {
  const next = points.findIndex(([at]) => at >= x);
  if (next < 1 || points[next][0] === x) return [];
  const [[x0, y0], [x1, y1]] = [points[next - 1], points[next]];
  return [[x, y0 + ((x - x0) / (x1 - x0)) * (y1 - y0)]];
}

/** Pieces of a line one after another, a null between them. */
const withGaps = (pieces: readonly (readonly number[])[]): (number | null)[] =>
  pieces.flatMap((piece, at) => (at === 0 ? [...piece] : [null, ...piece]));
