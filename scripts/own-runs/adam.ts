import { arrays, type Student, zeros } from "./student.ts";

/** Adam's memory of one run. */
export interface Adam {
  /** Moves the student one step against the gradient. */
  stepInPlace(student: Student, gradient: Student, learningRate: number): void;
}

const [keepMean, keepSquare, epsilon] = [0.9, 0.99, 1e-8];

/**
 * Adam without decay of weights. Squares are kept for 100 steps instead of 1000, since the shortest runs have 140.
 *
 * Source  Kingma and Ba 2015, arXiv:1412.6980, Algorithm 1
 */
export function adam(width: number): Adam {
  const [means, squares] = [zeros(width), zeros(width)];
  let [meanPower, squarePower] = [1, 1];
  return {
    stepInPlace(student, gradient, learningRate) {
      meanPower *= keepMean;
      squarePower *= keepSquare;
      const rate = learningRate / (1 - meanPower);
      const correct = 1 / (1 - squarePower);
      for (const name of arrays) {
        const [values, slopes, mean, square] = [student[name], gradient[name], means[name], squares[name]];
        for (let at = 0; at < values.length; at++) {
          const slope = slopes[at];
          mean[at] += (1 - keepMean) * (slope - mean[at]);
          square[at] += (1 - keepSquare) * (slope * slope - square[at]);
          values[at] -= (rate * mean[at]) / (Math.sqrt(square[at] * correct) + epsilon);
        }
      }
    },
  };
}
