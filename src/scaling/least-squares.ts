/** A sum of squares to be made small: residuals and their derivatives at a place. */
export interface LeastSquaresProblem {
  /** Length of a place, and count of residuals. */
  readonly parameters: number;
  readonly residuals: number;
  /**
   * Writes the residuals [residuals] and their derivatives [residuals][parameters], row by row.
   * Gives the objective: half the sum of squares, or of what stands for the squares in a robust fit.
   */
  evaluate(place: Float64Array, residuals: Float64Array, jacobian: Float64Array): number;
}

/** Where a descent ended. */
export interface Descent {
  readonly place: Float64Array;
  readonly objective: number;
  readonly iterations: number;
  /** Whether no step that the model of the surface can see leads further down. */
  readonly converged: boolean;
}

/** How long to go on. */
export interface DescentOptions {
  readonly iterations?: number;
}

/** A step that promises less than this share of the objective is below the rounding of the residuals. */
const leastPromise = 1e-22;
/** A refused step that promised no more than this share was refused by rounding. */
const roundingPromise = 1e-13;
const leastStep = 1e-15;
const largestDamping = 1e40;

/**
 * Goes down from one start by Levenberg and Marquardt's method: a trust region whose shape follows the largest
 * derivatives seen, steps by orthogonal (QR) solution, damping by the ratio of gained to promised descent.
 *
 * Shape   start [parameters] → place [parameters]
 * Source  Moré 1978, "The Levenberg–Marquardt algorithm: implementation and theory"; damping rule of Nielsen 1999
 *
 * @example descend({ parameters: 1, residuals: 1, evaluate }, Float64Array.of(1)).converged
 */
export function descend(
  problem: LeastSquaresProblem,
  start: Float64Array,
  { iterations: most = 10_000 }: DescentOptions = {},
): Descent {
  const { parameters: n, residuals: m } = problem;
  let place = Float64Array.from(start);
  let trial = new Float64Array(n);
  let residuals = new Float64Array(m);
  let trialResiduals = new Float64Array(m);
  let jacobian = new Float64Array(m * n);
  let trialJacobian = new Float64Array(m * n);
  const work = workspace(m, n);
  const scale = new Float64Array(n);
  const step = new Float64Array(n);
  let objective = problem.evaluate(place, residuals, jacobian);
  if (!Number.isFinite(objective)) return { place, objective, iterations: 0, converged: false };
  let damping = 1e-3;
  let growth = 2;
  let isReduced = false;
  for (let iteration = 0; iteration < most; iteration++) {
    if (objective === 0) return { place, objective, iterations: iteration, converged: true };
    if (!isReduced) {
      growScale(scale, jacobian, m, n);
      reduce(jacobian, residuals, m, n, work.reduced);
      isReduced = true;
    }
    const promise = solveDamped(work, Math.min(m, n), n, damping, scale, step);
    if (!(promise > leastPromise * objective))
      return { place, objective, iterations: iteration, converged: Number.isFinite(promise) };
    let moved = 0;
    for (let j = 0; j < n; j++) {
      trial[j] = place[j] + step[j];
      moved = Math.max(moved, Math.abs(step[j]) / Math.max(Math.abs(place[j]), 1e-3));
    }
    const reached = problem.evaluate(trial, trialResiduals, trialJacobian);
    const gain = (objective - reached) / promise;
    if (gain > 0) {
      [place, trial] = [trial, place];
      [residuals, trialResiduals] = [trialResiduals, residuals];
      [jacobian, trialJacobian] = [trialJacobian, jacobian];
      objective = reached;
      isReduced = false;
      damping = Math.max(damping * Math.max(0.1, 1 - (2 * gain - 1) ** 3), 1e-30);
      growth = 2;
      if (moved < leastStep) return { place, objective, iterations: iteration + 1, converged: true };
    } else {
      if (promise <= roundingPromise * objective || moved < leastStep)
        return { place, objective, iterations: iteration + 1, converged: true };
      damping *= growth;
      growth *= 2;
      if (damping > largestDamping) return { place, objective, iterations: iteration + 1, converged: false };
    }
  }
  return { place, objective, iterations: most, converged: false };
}

interface Workspace {
  /** [residuals][parameters + 1]. */
  readonly reduced: Float64Array;
  /** [2 · parameters][parameters + 1]. */
  readonly damped: Float64Array;
}

const workspace = (m: number, n: number): Workspace => ({
  reduced: new Float64Array(m * (n + 1)),
  damped: new Float64Array(2 * n * (n + 1)),
});

/** A polished step is kept while each promises less than this share of the one before. */
const polishing = 0.9;

/**
 * Takes undamped steps from an end, where differences of the objective are below their rounding, as long as they
 * shrink: the derivatives are still exact to more digits than the objective is.
 *
 * Shape   place [parameters] → [parameters]
 */
export function polish(problem: LeastSquaresProblem, end: Float64Array): Float64Array {
  const { parameters: n, residuals: m } = problem;
  const place = Float64Array.from(end);
  const residuals = new Float64Array(m);
  const jacobian = new Float64Array(m * n);
  const work = workspace(m, n);
  const scale = new Float64Array(n).fill(1);
  const step = new Float64Array(n);
  let kept = place;
  let before = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 100; round++) {
    problem.evaluate(place, residuals, jacobian);
    reduce(jacobian, residuals, m, n, work.reduced);
    const promise = solveDamped(work, Math.min(m, n), n, 0, scale, step);
    if (!(promise < polishing * before)) break;
    kept = Float64Array.from(place);
    before = promise;
    for (let j = 0; j < n; j++) place[j] += step[j];
  }
  return kept;
}

function growScale(scale: Float64Array, jacobian: Float64Array, m: number, n: number): void {
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < m; i++) sum += jacobian[i * n + j] ** 2;
    scale[j] = Math.max(scale[j], Math.sqrt(sum));
  }
}

/** Writes [J | -r] and turns it into a triangle in its first rows by reflections. */
function reduce(
  jacobian: Float64Array,
  residuals: Float64Array,
  m: number,
  n: number,
  out: Float64Array,
): void {
  const wide = n + 1;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) out[i * wide + j] = jacobian[i * n + j];
    out[i * wide + n] = -residuals[i];
  }
  triangulate(out, m, n);
}

/** Reflects the first n columns of a [rows][n + 1] array to upper triangular form, in place. */
export function triangulate(a: Float64Array, rows: number, n: number): void {
  const wide = n + 1;
  for (let k = 0; k < Math.min(rows, n); k++) {
    let norm = 0;
    for (let i = k; i < rows; i++) norm += a[i * wide + k] ** 2;
    norm = Math.sqrt(norm);
    if (norm === 0) continue;
    const alpha = a[k * wide + k] > 0 ? -norm : norm;
    const head = a[k * wide + k] - alpha;
    for (let j = k + 1; j < wide; j++) {
      let sum = head * a[k * wide + j];
      for (let i = k + 1; i < rows; i++) sum += a[i * wide + k] * a[i * wide + j];
      const factor = sum / (alpha * head);
      a[k * wide + j] += factor * head;
      for (let i = k + 1; i < rows; i++) a[i * wide + j] += factor * a[i * wide + k];
    }
    a[k * wide + k] = alpha;
    for (let i = k + 1; i < rows; i++) a[i * wide + k] = 0;
  }
}

/** Solves the damped problem from the triangle; gives the descent that the linear model promises. */
function solveDamped(
  { reduced, damped }: Workspace,
  rank: number,
  n: number,
  damping: number,
  scale: Float64Array,
  step: Float64Array,
): number {
  const wide = n + 1;
  damped.fill(0);
  damped.set(reduced.subarray(0, rank * wide));
  const root = Math.sqrt(damping);
  for (let j = 0; j < n; j++) damped[(n + j) * wide + j] = root * (scale[j] === 0 ? 1 : scale[j]);
  triangulate(damped, 2 * n, n);
  for (let k = n - 1; k >= 0; k--) {
    let sum = damped[k * wide + n];
    for (let j = k + 1; j < n; j++) sum -= damped[k * wide + j] * step[j];
    step[k] = sum / damped[k * wide + k];
  }
  let linear = 0;
  let penalty = 0;
  for (let i = 0; i < rank; i++) {
    let sum = 0;
    for (let j = i; j < n; j++) sum += reduced[i * wide + j] * step[j];
    linear += sum * sum;
  }
  for (let j = 0; j < n; j++) penalty += (root * scale[j] * step[j]) ** 2;
  return 0.5 * linear + penalty;
}
