import { random } from "../../src/index.ts";
import { plainExp, plainLog } from "./plain-math.ts";
import { addOuterInPlace, addProductInPlace, productByTransposed } from "./products.ts";
import { vocabulary } from "./source.ts";

/**
 * A next-word model: two words → their vectors side by side → a hidden layer (ReLU) → logits of all words.
 *
 * Shape   embedding [vocabulary × width], shared by both places; hidden [2·width × 2·width]; output [2·width × vocabulary]
 */
export interface Student {
  readonly width: number;
  readonly embedding: Float64Array;
  readonly hidden: Float64Array;
  readonly hiddenBias: Float64Array;
  readonly output: Float64Array;
  readonly outputBias: Float64Array;
}

/** Names of a student's arrays. */
export const arrays = ["embedding", "hidden", "hiddenBias", "output", "outputBias"] as const;

/** Parameters of a student, embedding and biases included. */
export const parameterCount = (width: number): number => {
  const inner = 2 * width;
  return vocabulary * width + inner * inner + inner + inner * vocabulary + vocabulary;
};

/** Arrays of zeros in the shapes of a student, for gradients and moments. */
export function zeros(width: number): Student {
  const inner = 2 * width;
  return {
    width,
    embedding: new Float64Array(vocabulary * width),
    hidden: new Float64Array(inner * inner),
    hiddenBias: new Float64Array(inner),
    output: new Float64Array(inner * vocabulary),
    outputBias: new Float64Array(vocabulary),
  };
}

/** A fresh student: normal numbers, of variance 1 for words, 2 / inputs for the hidden layer, and small logits. */
export function beginStudent(width: number, seed: readonly number[]): Student {
  const stream = new random.NumpyRandomState(seed);
  const student = zeros(width);
  const fill = (values: Float64Array, deviation: number) => {
    for (let at = 0; at < values.length; at++) values[at] = deviation * stream.standardNormal();
  };
  fill(student.embedding, 1);
  fill(student.hidden, Math.sqrt(1 / width));
  fill(student.output, 0.1 * Math.sqrt(1 / (2 * width)));
  return student;
}

/** Room for the numbers between the layers of a batch. */
export interface Workspace {
  readonly input: Float64Array;
  readonly inner: Float64Array;
  readonly logits: Float64Array;
  readonly innerSlopes: Float64Array;
  readonly inputSlopes: Float64Array;
}

/** Room for batches of a size that divides by 4. */
export function workspace(width: number, batch: number): Workspace {
  const rows = (size: number) => new Float64Array(batch * size);
  return {
    input: rows(2 * width),
    inner: rows(2 * width),
    logits: rows(vocabulary),
    innerSlopes: rows(2 * width),
    inputSlopes: rows(2 * width),
  };
}

/** Logarithms of the next word's probabilities after each context: [contexts × vocabulary], in `room.logits`. */
export function predictInto(room: Workspace, student: Student, contexts: Int32Array): void {
  const { width, embedding } = student;
  const [inner, rows] = [2 * width, contexts.length];
  for (let row = 0; row < rows; row++) {
    const [first, second] = [Math.floor(contexts[row] / vocabulary), contexts[row] % vocabulary];
    for (let i = 0; i < width; i++) {
      room.input[row * inner + i] = embedding[first * width + i];
      room.input[row * inner + width + i] = embedding[second * width + i];
    }
    room.inner.set(student.hiddenBias, row * inner);
    room.logits.set(student.outputBias, row * vocabulary);
  }
  addProductInPlace(room.inner, room.input, student.hidden, rows, inner, inner);
  for (let at = 0; at < rows * inner; at++) if (!(room.inner[at] > 0)) room.inner[at] = 0;
  addProductInPlace(room.logits, room.inner, student.output, rows, inner, vocabulary);
  for (let row = 0; row < rows; row++) normalise(room.logits, row * vocabulary);
}

/** Takes ln Σ e^logit off each logit. */
function normalise(logits: Float64Array, from: number): void {
  let most = logits[from];
  for (let word = 1; word < vocabulary; word++) if (logits[from + word] > most) most = logits[from + word];
  let sum = 0;
  for (let word = 0; word < vocabulary; word++) sum += plainExp(logits[from + word] - most);
  const whole = most + plainLog(sum);
  for (let word = 0; word < vocabulary; word++) logits[from + word] -= whole;
}

/** Mean loss of a batch in nats; its gradient by every parameter goes into `gradient`. */
export function lossAndGradient(
  student: Student,
  contexts: Int32Array,
  words: Int32Array,
  gradient: Student,
  room: Workspace,
): number {
  const { width } = student;
  const [inner, rows] = [2 * width, contexts.length];
  predictInto(room, student, contexts);
  for (const name of arrays) gradient[name].fill(0);
  const slopes = room.logits;
  let loss = 0;
  for (let row = 0; row < rows; row++) {
    const from = row * vocabulary;
    loss -= slopes[from + words[row]];
    for (let word = 0; word < vocabulary; word++) {
      const hit = word === words[row] ? 1 : 0;
      const slope = (plainExp(slopes[from + word]) - hit) / rows;
      slopes[from + word] = slope;
      gradient.outputBias[word] += slope;
    }
  }
  addOuterInPlace(gradient.output, room.inner, slopes, rows, inner, vocabulary);
  productByTransposed(room.innerSlopes, slopes, student.output, rows, inner, vocabulary);
  for (let at = 0; at < rows * inner; at++) {
    if (room.inner[at] === 0) room.innerSlopes[at] = 0;
    gradient.hiddenBias[at % inner] += room.innerSlopes[at];
  }
  addOuterInPlace(gradient.hidden, room.input, room.innerSlopes, rows, inner, inner);
  productByTransposed(room.inputSlopes, room.innerSlopes, student.hidden, rows, inner, inner);
  for (let row = 0; row < rows; row++) {
    const [first, second] = [Math.floor(contexts[row] / vocabulary), contexts[row] % vocabulary];
    for (let i = 0; i < width; i++) {
      gradient.embedding[first * width + i] += room.inputSlopes[row * inner + i];
      gradient.embedding[second * width + i] += room.inputSlopes[row * inner + width + i];
    }
  }
  return loss / rows;
}
