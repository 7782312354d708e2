import { DataError } from "../../table/index.ts";
import { permutation } from "./permutation.ts";
import type { BatchSource, TokenFile } from "./types.ts";

/** How tokens are cut into batches. */
export interface BatchOptions {
  readonly sequences: number;
  /** Tokens that are predicted in one sequence; one more is read. */
  readonly length: number;
  readonly seed: number;
  /** Ids must be below it. */
  readonly vocabularySize?: number;
}

/** Windows of `length` + 1 tokens, each beginning with the last token of the one before: every token but the first is predicted once. */
export const windowsOf = (tokens: Pick<TokenFile, "count">, length: number): number =>
  Math.max(0, Math.floor((tokens.count - 1) / length));

/**
 * Batches of windows of one stream of tokens, without replacement within an epoch, each epoch in an order of its own.
 * Batch n is found without those before it, so that a run resumed at any step sees what an unbroken one does; a batch
 * may hold the end of one epoch and the beginning of the next.
 *
 * Shape   a batch is int32 [sequences, length + 1]
 * Random  reads only `seed`; same seed, same batches on every platform
 * Differs nanoGPT draws windows anywhere, with replacement; lit-gpt drops one target a window
 *
 * @throws {RangeError} if sequences, length or seed is no whole number
 * @throws {DataError} if the tokens do not fill one window
 * @example await batches(tokens, { sequences: 16, length: 256, seed: 1 }).at(0)
 */
export function batches(
  tokens: TokenFile,
  { sequences, length, seed, vocabularySize }: BatchOptions,
): BatchSource {
  for (const [name, value, least] of [
    ["sequences", sequences, 1],
    ["length", length, 1],
    ["seed", seed, 0],
  ] as const)
    if (!Number.isSafeInteger(value) || value < least)
      throw new RangeError(`batches: ${name} must be a whole number of at least ${least}, got ${value}.`);
  const windows = windowsOf(tokens, length);
  if (windows === 0)
    throw new DataError(
      `batches: ${tokens.files[0]} must hold the ${length + 1} tokens of one window, got ${tokens.count}. Take more text or a smaller length.`,
      { file: tokens.files[0] },
    );
  const orders = new Map<number, (place: number) => number>();
  const orderOf = (epoch: number) => {
    const known = orders.get(epoch);
    if (known !== undefined) return known;
    orders.clear();
    const order = permutation(windows, seed, epoch);
    orders.set(epoch, order);
    return order;
  };
  const startsOf = (batch: number) =>
    Array.from({ length: sequences }, (_, sequence) => {
      const place = batch * sequences + sequence;
      const epoch = Math.floor(place / windows);
      return orderOf(epoch)(place - epoch * windows) * length;
    });
  return {
    sequences,
    length,
    async at(batch) {
      const out = new Int32Array(sequences * (length + 1));
      const starts = startsOf(batch);
      await Promise.all(
        starts.map(async (start, row) => {
          out.set(await tokens.read(start, length + 1, vocabularySize), row * (length + 1));
        }),
      );
      return out;
    },
    epochAt: (batch) => Math.floor((batch * sequences) / windows),
    windowsAt: (batch) => startsOf(batch).map((start) => tokens.placeOf(start)),
    fingerprints: () => tokens.fingerprints(),
  };
}
