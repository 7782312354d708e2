import { adam } from "./adam.ts";
import { raisedCosine } from "./plain-math.ts";
import { beginText, type Source } from "./source.ts";
import { beginStudent, lossAndGradient, type Student, workspace, zeros } from "./student.ts";

/** Settings of one run. */
export interface RunSettings {
  readonly width: number;
  readonly steps: number;
  /** Tokens of a step; divides by 4. */
  readonly batch: number;
  /** Highest learning rate; it rises over the first steps and falls along a cosine to nothing. */
  readonly learningRate: number;
  readonly seed: number;
}

/** What a step did. */
export interface StepRecord {
  readonly step: number;
  readonly tokens: number;
  /** Mean training loss of the step's tokens, before it. */
  readonly lossNats: number;
  readonly learningRate: number;
}

const warmUp = 0.05;

/** Trains a student on words that it meets once, calling `onStep` after each step. */
export function train(
  source: Source,
  { width, steps, batch, learningRate, seed }: RunSettings,
  onStep: (record: StepRecord, student: Student) => void = () => undefined,
): Student {
  const student = beginStudent(width, [seed, 0]);
  const text = beginText(source, [seed, 1]);
  const room = workspace(width, batch);
  const gradient = zeros(width);
  const optimiser = adam(width);
  const [batchContexts, batchWords] = [new Int32Array(batch), new Int32Array(batch)];
  for (let step = 1; step <= steps; step++) {
    const done = (step - 1) / steps;
    const rate =
      learningRate * (done < warmUp ? step / (steps * warmUp) : raisedCosine((done - warmUp) / (1 - warmUp)));
    text.readInPlace(batchContexts, batchWords);
    const lossNats = lossAndGradient(student, batchContexts, batchWords, gradient, room);
    optimiser.stepInPlace(student, gradient, rate);
    onStep({ step, tokens: step * batch, lossNats, learningRate: rate }, student);
  }
  return student;
}
