import type { HostTensor } from "../../src/tensor/index.ts";
import { type DecoderConfiguration, parameterSpecs } from "../../src/train/index.ts";
import golden from "../golden/train/decoder.json" with { type: "json" };

/** What PyTorch found for one shape. */
export interface GoldenDecoder {
  readonly configuration: DecoderConfiguration;
  readonly sequences: number;
  readonly length: number;
  readonly clip: number;
  readonly zLoss: number;
  readonly rates: readonly number[];
  readonly zTerm: number;
  /** Cross-entropy and norm of the gradients of each step. */
  readonly losses: readonly number[];
  readonly gradientNorms: readonly number[];
  /** Summed nats of each sequence, and logits of its last position, before the first step. */
  readonly nats: readonly number[];
  readonly lastLogits: readonly (readonly number[])[];
  /** How far the parameters of PyTorch's own float32 run end from these: where a gradient is nearly 0, AdamW divides
   * one rounding error by another. */
  readonly float32Error: number;
  /** Little-endian float32 in base64. */
  readonly gradients: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The shapes of test/golden/train/decoder.json by name. */
export const goldenDecoders: readonly (readonly [string, GoldenDecoder])[] = Object.entries(
  golden.shapes as unknown as Record<string, GoldenDecoder>,
);

/** The integer hash of decoder.py. */
export function hashed(count: number, salt: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, at) => {
    let x = (at + salt * 1000003) >>> 0;
    for (const factor of [0x9e3779b1, 0x85ebca6b]) {
      x = Math.imul(x, factor) >>> 0;
      x = (x ^ (x >>> 15)) >>> 0;
    }
    return x;
  });
}

/** The parameters that decoder.py starts from. */
export function hashedParameters(configuration: DecoderConfiguration): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(parameterSpecs(configuration)).map(([name, spec], salt) => {
      const count = spec.shape.reduce((product, size) => product * size, 1);
      const data = Float32Array.from(hashed(count, salt + 1), (word) => {
        const unit = (word / 2 ** 32) * 2 - 1;
        return spec.shape.length === 1 ? 1 + 0.3 * unit : 0.7 * unit;
      });
      return [name, { ...spec, data }];
    }),
  );
}

/** The batch of a step of decoder.py. */
export function hashedBatch({ configuration, sequences, length }: GoldenDecoder, step: number): HostTensor {
  const words = hashed(sequences * (length + 1), 900 + step);
  return {
    shape: [sequences, length + 1],
    dtype: "int32",
    data: Int32Array.from(words, (word) => word % configuration.vocabularySize),
  };
}

/** Moments of zero for parameters. */
export function zeroMoments(parameters: Readonly<Record<string, HostTensor>>): Record<string, HostTensor> {
  return Object.fromEntries(
    ["first_moment", "second_moment"].flatMap((kind) =>
      Object.entries(parameters).map(([name, { shape, data }]) => [
        `${kind}.${name}`,
        { shape, dtype: "float32", data: new Float32Array(data.length) },
      ]),
    ),
  );
}

/** Numbers of the golden's base64. */
export function unpacked(text: string): Float32Array {
  const bytes = Buffer.from(text, "base64");
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
}

/** Largest difference over largest value of the reference. */
export function relativeError(found: ArrayLike<number>, reference: ArrayLike<number>): number {
  if (found.length !== reference.length) return Number.POSITIVE_INFINITY;
  let apart = 0;
  let largest = 0;
  for (let at = 0; at < reference.length; at++) {
    // A NaN must not slip through a maximum.
    const difference = Math.abs(found[at] - reference[at]);
    if (!(difference <= apart)) apart = difference;
    largest = Math.max(largest, Math.abs(reference[at]));
  }
  return apart / largest;
}
