import { shown } from "../../table/index.ts";

/**
 * How many standard errors an interval of Student's t reaches to either side: 12.7 for 95 % at one degree of freedom,
 * 1.96 at many.
 *
 * Source  Abramowitz and Stegun 26.7.3, 26.7.4: finite sums for whole degrees of freedom; test/golden/scaling/student.json
 *
 * @throws {RangeError} if `level` is not between 0 and 1, or the degrees of freedom are no whole number from 1
 * @example studentFactor(0.95, 1) // 12.706
 */
export function studentFactor(level: number, degreesOfFreedom: number): number {
  requireLevel("studentFactor", level);
  if (!Number.isInteger(degreesOfFreedom) || degreesOfFreedom < 1 || degreesOfFreedom > 1e7)
    throw new RangeError(
      `studentFactor: degreesOfFreedom must be a whole number from 1 to 1e7, got ${shown(degreesOfFreedom)}.`,
    );
  let [low, high] = [0, Math.PI / 2];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return Math.sqrt(degreesOfFreedom) * Math.tan(middle);
    if (studentWithin(middle, degreesOfFreedom) < level) low = middle;
    else high = middle;
  }
}

/** The share of Student's t between ∓√ν·tan θ. */
function studentWithin(angle: number, degreesOfFreedom: number): number {
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = degreesOfFreedom % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degreesOfFreedom > 1 ? term : 0;
  for (let power = isOdd ? 3 : 2; power <= degreesOfFreedom - 2; power += 2) {
    term *= (cosine * cosine * (power - 1)) / power;
    if (term < sum * 1e-18) break;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

/**
 * Demands a level that an interval can have.
 *
 * @throws {RangeError} if it does not lie between 0 and 1
 */
export function requireLevel(where: string, level: number): void {
  if (!(level > 0 && level < 1))
    throw new RangeError(
      `${where}: level must lie between 0 and 1, got ${shown(level)}. Write 0.95 for 95 %.`,
    );
}
