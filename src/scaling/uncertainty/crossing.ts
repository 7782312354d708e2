/** A refit with the profiled quantity held somewhere. */
export interface Refit {
  /** Where it is held. */
  readonly at: number;
  /** Where the other parameters went. */
  readonly place: Float64Array;
  /** Sum of squares above that of the fit. */
  readonly rise: number;
  /** Whether the refit came to an end; if not, the rise is only known to be no larger. */
  readonly converged: boolean;
}

/** How to walk from a fit to the edge of what its points allow. */
export interface Walk {
  readonly from: Refit;
  /** First step, its sign the direction. */
  readonly step: number;
  /** How far to go at most. */
  readonly limit: number;
  /** Rise at the edge. */
  readonly threshold: number;
  /** The refit at a place that is found from another. */
  refit(at: number, from: Float64Array): Refit;
  /** The best refit from starts all over. */
  search(at: number): Refit;
}

/** Where the edge is, or why there is none. */
export interface Edge {
  readonly kind: "found" | "flat" | "jump" | "lost" | "lower";
  readonly at: number;
  readonly place: Float64Array;
}

const growth = 1.5;
/** A bracket this narrow, as a share of the way walked, is the edge. */
const narrow = 1e-9;
/** Across so narrow a bracket √rise must not change by more than this share. */
const jump = 1e-3;
/** Steps are shortened to no less than this share of the first. */
const leastStep = 1e-3;
/** Growing by half each time, steps cover any distance in fewer. */
const mostSteps = 200;
/** Below the fit by more than this share of the threshold, a refit is a better fit. */
const lower = 1e-6;

/**
 * Walks outward from a fit until refits are worse by the threshold, then closes in on the edge.
 *
 * Source  signed roots are nearly straight: Bates and Watts 1988, §6.1.2
 */
export function crossing(walk: Walk): Edge {
  const { threshold, step, search } = walk;
  let from = walk.from;
  for (let round = 0; round < 8; round++) {
    const edge = edgeFrom(walk, from);
    if (edge.kind !== "found") return edge;
    // A refit from elsewhere that is still allowed a little outside shows that the walk had lost the valley.
    const outside = edge.at + 1e-4 * (edge.at - walk.from.at) + 1e-12 * Math.sign(step);
    const other = search(outside);
    if (other.rise > threshold * 0.999) return edge;
    if (other.rise < -lower * threshold) return { kind: "lower", at: other.at, place: other.place };
    from = other;
  }
  return { kind: "lost", at: from.at, place: from.place };
}

function edgeFrom(walk: Walk, from: Refit): Edge {
  const { threshold, limit } = walk;
  const start = walk.from.at;
  let step = walk.step;
  let inner = from;
  let before: Refit | undefined;
  for (let round = 0; round < mostSteps; round++) {
    const distance = Math.min(limit, Math.abs(inner.at + step - start));
    const at = start + Math.sign(step) * distance;
    const near = walk.refit(at, inner.place);
    const outer = before === undefined ? near : better(near, walk.refit(at, ahead(before, inner, at)));
    if (outer.rise < -lower * threshold) return { kind: "lower", at, place: outer.place };
    if (outer.rise > threshold && outer.converged) return close(walk, inner, outer);
    if (outer.rise > threshold) {
      step /= 4;
      if (Math.abs(step) < Math.abs(walk.step) * leastStep)
        return { kind: "lost", at: inner.at, place: inner.place };
      continue;
    }
    if (Number.isNaN(outer.rise)) break;
    // Not the difference of at and start: it may round to less.
    if (distance >= limit) return { kind: "flat", at, place: outer.place };
    before = inner;
    inner = outer;
    step *= growth;
  }
  return { kind: "lost", at: inner.at, place: inner.place };
}

/** False position on √rise, after Illinois, between a refit that is allowed and one that is not. */
function close(walk: Walk, allowed: Refit, refused: Refit): Edge {
  const level = Math.sqrt(walk.threshold);
  const height = ({ rise }: Refit): number => Math.sqrt(Math.max(rise, 0)) - level;
  let [inner, outer] = [allowed, refused];
  let [low, high] = [height(inner), height(outer)];
  let kept = 0;
  for (let round = 0; round < 200; round++) {
    const width = outer.at - inner.at;
    if (Math.abs(width) <= narrow * Math.abs(outer.at - walk.from.at)) {
      const kind = height(outer) - height(inner) > jump * level ? "jump" : "found";
      return { kind: inner.converged ? kind : "lost", at: inner.at, place: inner.place };
    }
    const share = round % 8 === 7 ? 0.5 : Math.min(0.999, Math.max(0.001, low / (low - high)));
    const middle = walk.refit(inner.at + share * width, inner.place);
    const value = height(middle);
    if (value > 0 && !middle.converged) return { kind: "lost", at: inner.at, place: inner.place };
    if (middle.converged && Math.abs(value) <= narrow * level)
      return { kind: "found", at: middle.at, place: middle.place };
    if (value < 0) {
      [inner, low] = [middle, value];
      high = kept === -1 ? high / 2 : height(outer);
      kept = -1;
    } else {
      [outer, high] = [middle, value];
      low = kept === 1 ? low / 2 : height(inner);
      kept = 1;
    }
  }
  return { kind: "lost", at: inner.at, place: inner.place };
}

/** Where the others would be if they went on as straight as from one refit to the next. */
function ahead(before: Refit, inner: Refit, at: number): Float64Array {
  const share = (at - inner.at) / (inner.at - before.at);
  return inner.place.map((value, name) => value + share * (value - before.place[name]));
}

/** The refit that went lower. */
export const better = (one: Refit, other: Refit): Refit => (other.rise < one.rise ? other : one);
