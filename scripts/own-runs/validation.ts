import { plainLog } from "./plain-math.ts";
import { beginText, contexts, type Source, vocabulary } from "./source.ts";
import { predictInto, type Student, workspace } from "./student.ts";

/** Fresh text that no run trains on; all runs are measured on the same. */
export interface Validation {
  readonly contexts: Int32Array;
  readonly words: Int32Array;
}

/** A mean over the validation text. */
export interface Measured {
  readonly loss: number;
  /** From means of blocks, since neighbours in a text are not independent. */
  readonly standardError: number;
}

const blockTokens = 1024;

/** Text of whole blocks from a seed. */
export function validationText(source: Source, blocks: number, seed: number): Validation {
  const text = {
    contexts: new Int32Array(blocks * blockTokens),
    words: new Int32Array(blocks * blockTokens),
  };
  beginText(source, [seed]).readInPlace(text.contexts, text.words);
  return text;
}

/** Losses of a student: of each word after each context, [contexts × vocabulary], nats. */
export function lossTable(student: Student): Float64Array {
  const every = Int32Array.from({ length: contexts }, (_, context) => context);
  const room = workspace(student.width, contexts);
  predictInto(room, student, every);
  return room.logits.map((value) => -value);
}

/** The language's own losses, the least possible on average. */
export const ownLosses = ({ probabilities }: Source): Float64Array =>
  probabilities.map((share) => -plainLog(share));

/** Mean loss on the validation text. */
export function measure(losses: Float64Array, text: Validation): Measured {
  const blocks = text.words.length / blockTokens;
  const means = new Float64Array(blocks);
  for (let at = 0; at < text.words.length; at++)
    means[Math.floor(at / blockTokens)] +=
      losses[text.contexts[at] * vocabulary + text.words[at]] / blockTokens;
  const loss = means.reduce((sum, mean) => sum + mean, 0) / blocks;
  const squares = means.reduce((sum, mean) => sum + (mean - loss) * (mean - loss), 0);
  return { loss, standardError: Math.sqrt(squares / (blocks - 1) / blocks) };
}

/** Mean loss over everything the language says, each word as likely as it is: no sample, no error. */
export function expectedLoss({ probabilities, frequencies }: Source, losses: Float64Array): number {
  let sum = 0;
  for (let context = 0; context < contexts; context++) {
    let mean = 0;
    for (let at = context * vocabulary; at < (context + 1) * vocabulary; at++)
      mean += probabilities[at] * losses[at];
    sum += frequencies[context] * mean;
  }
  return sum;
}
