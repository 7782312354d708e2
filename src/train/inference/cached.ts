import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { shown } from "../../table/index.ts";
import type { HostTensor, Step, TensorSpec, Tensors } from "../../tensor/index.ts";
import type { DecoderConfiguration } from "../configuration.ts";
import { unseen } from "../model/attention.ts";
import { type Attend, headWeight, runBlocks } from "../model/blocks.ts";
import { checkConfiguration } from "../model/check-configuration.ts";
import { linear } from "../model/linear.ts";
import { type RotaryTable, rotaryTable, turn } from "../model/rotary.ts";

/** Sizes of a cache of keys and values. */
export interface CacheSize {
  readonly sequences: number;
  /** Positions that are kept: prompt and continuation together. */
  readonly capacity: number;
}

/**
 * An empty cache, as initial values of variables.
 *
 * Shape   `cache.keys.<layer>`, `cache.values.<layer>` [sequences · keyValueHeads, capacity, headSize]
 *
 * @throws {RangeError} if the capacity is not a whole number from 1 to the configuration's sequence length
 * @example engine.variables(emptyCache(configuration, { sequences: 1, capacity: 256 }))
 */
export function emptyCache(
  configuration: DecoderConfiguration,
  { sequences, capacity }: CacheSize,
): Record<string, HostTensor> {
  const { layers, keyValueHeads, headSize, sequenceLength } = checkConfiguration("emptyCache", configuration);
  if (!Number.isSafeInteger(capacity) || capacity < 1 || capacity > sequenceLength)
    throw new RangeError(
      `emptyCache: capacity must be a whole number from 1 to sequenceLength (${sequenceLength}), got ${shown(capacity)}.`,
    );
  if (!Number.isSafeInteger(sequences) || sequences < 1)
    throw new RangeError(`emptyCache: sequences must be a whole number from 1 up, got ${shown(sequences)}.`);
  const shape = [sequences * keyValueHeads, capacity, headSize];
  const size = shape.reduce((product, each) => product * each, 1);
  const cache: Record<string, HostTensor> = {};
  for (let layer = 0; layer < layers; layer++)
    for (const kind of ["keys", "values"])
      cache[`cache.${kind}.${layer}`] = { shape, dtype: "float32", data: new Float32Array(size) };
  return cache;
}

/** What `cachedStep` reads: `count` tokens a sequence, where each sequence's first goes, and which one's logits to give. */
export const cachedInputs = (sequences: number, count: number): Record<string, TensorSpec> => ({
  tokens: { shape: [sequences, count], dtype: "int32" },
  starts: { shape: [sequences], dtype: "int32" },
  wanted: { shape: [sequences], dtype: "int32" },
});

/**
 * Reads on: puts keys and values of some further tokens of each sequence into the cache, and gives the logits after one
 * of them. With many tokens it reads a prompt, with one it generates.
 *
 * Shape   variables: parameters and `cache.*`; inputs `tokens` int32 [sequences, count], `starts` int32 [sequences], the
 *   position of each sequence's first token, `wanted` int32 [sequences], below count; output `logits` [sequences, vocabularySize]
 * Differs tokens after the wanted one may be padding: what they leave in the cache is not looked at before it is replaced
 *
 * @throws {RangeError} if the configuration is no decoder
 * @example await engine.compile(cachedStep(configuration), { variables: [parameters, cache], inputs: cachedInputs(1, 1) })
 */
export function cachedStep(configuration: DecoderConfiguration): Step {
  checkConfiguration("cachedStep", configuration);
  return (variables, { tokens, starts, wanted }) => {
    const [sequences, count] = tokens.shape;
    const places = tf.add<Tensor2D>(tf.reshape(starts, [sequences, 1]), tf.range(0, count, 1, "int32"));
    const changed: Record<string, Tensor> = {};
    const attend = throughCache(configuration, places, variables, changed);
    const states = runBlocks(configuration, variables, tokens, attend);
    const firsts = tf.range(0, sequences * count, count, "int32");
    const rows = tf.gather(states, tf.add<Tensor1D>(firsts, wanted));
    return { outputs: { logits: linear(rows, headWeight(configuration, variables)) }, variables: changed };
  };
}

/**
 * Attention of rows at `places` [sequences, count] over all that the cache holds up to each; fills `changed` with the
 * cache as it is with their own keys and values.
 */
function throughCache(
  configuration: DecoderConfiguration,
  places: Tensor2D,
  cache: Tensors,
  changed: Record<string, Tensor>,
): Attend {
  const { heads, keyValueHeads, headSize } = configuration;
  const [sequences, count] = places.shape;
  const capacity = cache["cache.keys.0"].shape[1] as number;
  const ofQueries = tableAt(rotaryTable(configuration, capacity, 1 / Math.sqrt(headSize)), places);
  const ofKeys = tableAt(rotaryTable(configuration, capacity), places);
  const mask = maskAfter(places, capacity);
  const rows = cacheRows(places, keyValueHeads);
  const split = (flat: Tensor2D, number: number): Tensor =>
    tf.transpose(tf.reshape(flat, [sequences, count, number, headSize]), [0, 2, 1, 3]);
  const store = (name: string, fresh: Tensor): Tensor => {
    const updates = tf.reshape(fresh, [-1, headSize]);
    changed[name] = tf.tensorScatterUpdate(cache[name], rows, updates);
    return changed[name];
  };
  return ({ queries, keys, values }, layer) => {
    const allKeys = store(`cache.keys.${layer}`, turn(split(keys, keyValueHeads), ofKeys));
    const allValues = store(`cache.values.${layer}`, split(values, keyValueHeads));
    const asked = tf.reshape(turn(split(queries, heads), ofQueries), [
      sequences * keyValueHeads,
      (heads / keyValueHeads) * count,
      headSize,
    ]);
    const scores = tf.reshape(tf.matMul(asked, allKeys, false, true), [sequences, heads, count, capacity]);
    const shares = tf.reshape(tf.softmax(tf.add(scores, mask)), [
      sequences * keyValueHeads,
      (heads / keyValueHeads) * count,
      capacity,
    ]);
    const mixed = tf.reshape(tf.matMul(shares, allValues), [sequences, heads, count, headSize]);
    return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [-1, heads * headSize]);
  };
}

/** Rows of a rotary table at places: [sequences, 1, count, headSize / 2]. */
function tableAt({ cosines, sines }: RotaryTable, places: Tensor2D): RotaryTable {
  const rows = (table: Tensor) => tf.expandDims(tf.gather(table, places), 1);
  return { cosines: rows(cosines), sines: rows(sines) };
}

/** 0 up to each place, far below after it: [sequences, 1, count, capacity]. */
function maskAfter(places: Tensor2D, capacity: number): Tensor {
  const later = tf.greater(tf.range(0, capacity, 1, "int32"), tf.reshape(places, [...places.shape, 1]));
  return tf.expandDims(tf.mul(tf.cast(later, "float32"), unseen), 1);
}

/** Where fresh keys [sequences, keyValueHeads, count] go in a cache: int32 [sequences · keyValueHeads · count, 2]. */
function cacheRows(places: Tensor2D, keyValueHeads: number): Tensor {
  const [sequences, count] = places.shape;
  const shape = [sequences, keyValueHeads, count];
  const heads = tf.range(0, sequences * keyValueHeads, 1, "int32");
  const ofHeads = tf.broadcastTo(tf.reshape(heads, [sequences, keyValueHeads, 1]), shape);
  const ofPlaces = tf.broadcastTo(tf.expandDims(places, 1), shape);
  return tf.reshape(tf.stack([ofHeads, ofPlaces], -1), [-1, 2]);
}
