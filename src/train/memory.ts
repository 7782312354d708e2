import { shown } from "../table/index.ts";
import type { DecoderConfiguration } from "./configuration.ts";
import { usualChunk } from "./model/cross-entropy.ts";
import { parameterCount } from "./parameters.ts";

/** The shape of a step, as far as its memory depends on it. */
export interface StepSize {
  /** Sequences computed at a time. */
  readonly sequences: number;
  /** Tokens of a sequence. */
  readonly length: number;
  /** Rows whose logits exist at once; by default as many as `chunkedCrossEntropy` takes. */
  readonly chunk?: number;
  /** Micro-batches of one update; above 1 the sums of gradients are kept too. */
  readonly accumulation?: number;
}

/** An estimate with how it came about. */
export interface MemoryEstimate {
  readonly bytes: number;
  /** One line a part, for people. */
  readonly arithmetic: readonly string[];
}

/** Copies that a step holds at its peak, at the least. */
const copies = {
  /** Values and two moments, each with the place its next value is written to. */
  state: 6,
  gradients: 1,
  /** Sums over micro-batches, with the place of their next values. */
  sums: 2,
  /** Rows as wide as the model that a layer keeps for the backward pass: two norms, their input, q, k, v, output. */
  rows: 12,
  /** Rows as wide as the feed-forward: gate, its sigmoid, silu, up, their product. */
  feedForward: 5,
  /** Shares of attention over the lower triangle in blocks, about 0.6 of a square. */
  attention: 0.6,
  /** Logits, their softmax, their gradient. */
  logits: 3,
} as const;

/** Node, tfjs and onnxruntime before any tensor: 150 MB. */
const programBytes = 150_000_000;
const numberBytes = 4;

/**
 * Least memory that a step of training takes at its peak, with its arithmetic. What an engine takes beside, its arena
 * and temporaries of fused operations, comes on top: a run that does not fit by this estimate cannot fit.
 *
 * Units   bytes
 * @throws {RangeError} if a size is not a whole number from 1
 * @example memoryNeeded(configurations["regmix-1m"], { sequences: 1, length: 2048 }).bytes
 */
export function memoryNeeded(configuration: DecoderConfiguration, step: StepSize): MemoryEstimate {
  const { sequences, length, accumulation = 1 } = step;
  const { vocabularySize, hiddenSize, feedForwardSize, layers, heads } = configuration;
  const tokens = sequences * length;
  const chunk = Math.min(tokens, step.chunk ?? usualChunk(vocabularySize));
  for (const [name, value] of Object.entries({ sequences, length, chunk, accumulation })) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new RangeError(`memoryNeeded: ${name} must be a whole number from 1, got ${shown(value)}.`);
  }
  const parameters = parameterCount(configuration);
  const perToken = copies.rows * hiddenSize + copies.feedForward * feedForwardSize;
  const parts: [string, string, number][] = [
    ["parameters and two moments, old and new", `${copies.state} × ${parameters}`, copies.state * parameters],
    ["gradients", `${copies.gradients} × ${parameters}`, copies.gradients * parameters],
    ...(accumulation > 1
      ? [
          ["sums of gradients", `${copies.sums} × ${parameters}`, copies.sums * parameters] as [
            string,
            string,
            number,
          ],
        ]
      : []),
    [
      "activations",
      `${layers} layers × ${tokens} tokens × (${copies.rows} × ${hiddenSize} + ${copies.feedForward} × ${feedForwardSize})`,
      layers * tokens * perToken,
    ],
    [
      "attention",
      `${layers} layers × ${sequences} × ${heads} heads × ${length}² × ${copies.attention}`,
      layers * sequences * heads * length ** 2 * copies.attention,
    ],
    [
      "logits",
      `${copies.logits} × ${chunk} rows × ${vocabularySize}`,
      copies.logits * chunk * vocabularySize,
    ],
  ];
  const arithmetic = parts.map(
    ([what, product, numbers]) =>
      `${what}: ${product} × ${numberBytes} bytes = ${printed(numbers * numberBytes)}`,
  );
  const bytes = parts.reduce((sum, [, , numbers]) => sum + numbers * numberBytes, programBytes);
  return {
    bytes: Math.ceil(bytes),
    arithmetic: [...arithmetic, `programs: ${printed(programBytes)}`, `together: ${printed(bytes)}`],
  };
}

const printed = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;

/**
 * Refuses a run that cannot fit, before it starts.
 *
 * Units   bytes
 * @throws {RangeError} if it takes more than is available, with the arithmetic and what would help
 * @example requireMemory(configuration, { sequences: 16, length: 256 }, freemem())
 */
export function requireMemory(
  configuration: DecoderConfiguration,
  step: StepSize,
  availableBytes: number,
): MemoryEstimate {
  const needed = memoryNeeded(configuration, step);
  if (needed.bytes <= availableBytes) return needed;
  const rest = memoryNeeded(configuration, { ...step, sequences: 1, length: 1 });
  const remedy =
    rest.bytes > availableBytes
      ? "What a step of one token needs does not fit: take a smaller model"
      : step.sequences > 1
        ? "Take fewer sequences at a time (microSequences)"
        : "Take a shorter length or a smaller model";
  throw new RangeError(
    `requireMemory: the step must fit into the available ${printed(availableBytes)}, got at least ${printed(needed.bytes)} (${needed.arithmetic.join("; ")}). ${remedy}, or more memory.`,
  );
}
