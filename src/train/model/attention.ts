import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { withGradient } from "./with-gradient.ts";

/** Added to scores of keys that a query must not see. */
export const unseen = -1e9;

/** Most queries that are scored at once, and least number of blocks of a long sequence. */
const largestBlock = 256;
const usualBlocks = 4;
const smallestBlock = 128;

interface Block {
  readonly begin: number;
  readonly end: number;
}

/**
 * Causal attention with grouped queries, block of queries by block, so that keys after a block are never multiplied.
 *
 * Shape   queries [n · keyValueHeads, group, length, headSize], divided by √headSize already; keys and values
 *   [n · keyValueHeads, length, headSize] → as the queries
 * Source  Vaswani et al. 2017, arXiv:1706.03762, equation 1; Ainslie et al. 2023, arXiv:2305.13245; the gradient of the
 *   scores, P∘(dP − rowsum(dO∘O)), as in Dao et al. 2022, arXiv:2205.14135, §B.2
 */
export function causalAttention(queries: Tensor, keys: Tensor3D, values: Tensor3D): Tensor {
  const [, group, length] = queries.shape;
  const blocks = queryBlocks(length);
  return withGradient([queries, keys, values], () => {
    const shares = blocks.map((block) => attentionShares(queries, keys, block));
    const mixed = blocks.map((block, at) => tf.matMul(shares[at], firstPositions(values, block.end)));
    return {
      value: joined(mixed, blocks, group),
      saved: [queries, keys, values, ...mixed, ...shares],
      gradient: (upstream, [queries, keys, values, ...rest]) => {
        const parts = blocks.map((block, at) =>
          blockGradients(queries, keys, values, upstream, rest[at], rest[blocks.length + at], block),
        );
        return [
          joined(
            parts.map((part) => part.queries),
            blocks,
            group,
          ),
          summed(
            parts.map((part) => part.keys),
            length,
          ),
          summed(
            parts.map((part) => part.values),
            length,
          ),
        ];
      },
    };
  });
}

/** Blocks of queries: about a quarter of the sequence each, within limits. */
function queryBlocks(length: number): Block[] {
  const size = Math.max(smallestBlock, Math.min(largestBlock, Math.ceil(length / usualBlocks)));
  return Array.from({ length: Math.ceil(length / size) }, (_, at) => ({
    begin: at * size,
    end: Math.min(length, (at + 1) * size),
  }));
}

/** What each query of a block takes of each key up to the block's end: [n, group · block, end], rows sum to 1. */
function attentionShares(queries: Tensor, keys: Tensor, block: Block): Tensor {
  const [n, group] = queries.shape;
  const { begin, end } = block;
  const scores = tf.matMul(rowsOf(queries, block), firstPositions(keys, end), false, true);
  const seen = tf.add(tf.reshape(scores, [n, group, end - begin, end]), causalMask(block));
  return tf.reshape(tf.softmax(seen), [n, group * (end - begin), end]);
}

function blockGradients(
  queries: Tensor,
  keys: Tensor,
  values: Tensor,
  upstream: Tensor,
  mixed: Tensor,
  shares: Tensor,
  block: Block,
): { queries: Tensor; keys: Tensor; values: Tensor } {
  const out = rowsOf(upstream, block);
  const perShare = tf.matMul(out, firstPositions(values, block.end), false, true);
  const rowSums = tf.sum(tf.mul(out, mixed), -1, true);
  const perScore = tf.mul(shares, tf.sub(perShare, rowSums));
  return {
    queries: tf.matMul(perScore, firstPositions(keys, block.end)),
    keys: tf.matMul(perScore, rowsOf(queries, block), true),
    values: tf.matMul(shares, out, true),
  };
}

/** Queries of a block with the heads of a group one below the other: [n, group · block, headSize]. */
function rowsOf(queries: Tensor, { begin, end }: Block): Tensor {
  const [n, group, , headSize] = queries.shape;
  const block = tf.slice(queries, [0, 0, begin, 0], [n, group, end - begin, headSize]);
  return tf.reshape(block, [n, group * (end - begin), headSize]);
}

/** Keys or values up to a position. */
const firstPositions = (rows: Tensor, end: number): Tensor =>
  tf.slice(rows, [0, 0, 0], [rows.shape[0], end, rows.shape[2] as number]);

/** Blocks put back one after the other: [n, group, length, headSize]. */
const joined = (parts: readonly Tensor[], blocks: readonly Block[], group: number): Tensor =>
  tf.concat(
    parts.map((part, at) =>
      tf.reshape(part, [part.shape[0], group, blocks[at].end - blocks[at].begin, part.shape[2] as number]),
    ),
    2,
  );

/** Sum of gradients of the first positions, each of another length: [n, length, headSize]. */
const summed = (parts: readonly Tensor[], length: number): Tensor =>
  parts
    .map((part) =>
      tf.pad(part, [
        [0, 0],
        [0, length - (part.shape[1] as number)],
        [0, 0],
      ]),
    )
    .reduce((sum, part) => tf.add(sum, part));

/** 0 where a query of the block may look, far below elsewhere: [block, end]. */
function causalMask({ begin, end }: Block): Tensor {
  const mask = new Float32Array((end - begin) * end);
  for (let row = 0; row < end - begin; row++) mask.fill(unseen, row * end + begin + row + 1, (row + 1) * end);
  return tf.tensor2d(mask, [end - begin, end], "float32");
}
