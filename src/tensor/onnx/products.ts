import type { GraphNode } from "../graph/types.ts";
import { type Emission, emit, filled, full, reshaped, scalar, sizeOf } from "./emission.ts";
import { microsoft } from "./model.ts";

interface Factors {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly scale: number;
}

/**
 * Lowers scale · op(a) · op(b). One matrix on the right is a Gemm over all rows of the left, which both providers do
 * fastest; stacks of matrices are FusedMatMul on the CPU, where nothing is transposed in memory.
 */
export function lowerMatmul(emission: Emission, node: GraphNode, factors: Factors): string {
  const { inputs, output } = node;
  const { transposeA, transposeB, scale } = factors;
  const [aShape, bShape] = [inputs[0].shape, inputs[1].shape];
  const depth = aShape[aShape.length - (transposeA ? 2 : 1)];
  if (depth === 0) return filled(emission, output.dtype, 0, output.shape);
  if (output.dtype !== "float32") return plainProduct(emission, node, factors);
  const stacks = (shape: readonly number[]) => sizeOf(shape.slice(0, -2));
  if (stacks(bShape) !== 1 || (transposeA && stacks(aShape) !== 1))
    return emission.target === "cpu"
      ? fusedProduct(emission, node, factors)
      : plainProduct(emission, node, factors);
  const flat = transposeA ? aShape.slice(-2) : [sizeOf(aShape.slice(0, -1)), aShape[aShape.length - 1]];
  const product = emit(
    emission,
    "Gemm",
    [
      reshaped(emission, full(emission, inputs[0]), aShape, flat),
      reshaped(emission, full(emission, inputs[1]), bShape, bShape.slice(-2)),
    ],
    {
      ...(scale === 1 ? {} : { alpha: { float: scale } }),
      ...(transposeA ? { transA: 1 } : {}),
      ...(transposeB ? { transB: 1 } : {}),
    },
  );
  const columns = output.shape[output.shape.length - 1];
  return reshaped(emission, product, [sizeOf(output.shape) / columns, columns], output.shape);
}

function fusedProduct(emission: Emission, { inputs }: GraphNode, factors: Factors): string {
  const { transposeA, transposeB, scale } = factors;
  const names = inputs.map((input) => full(emission, input));
  if (!transposeA && !transposeB && scale === 1) return emit(emission, "MatMul", names);
  const attributes = { transA: Number(transposeA), transB: Number(transposeB), alpha: { float: scale } };
  return emit(emission, "FusedMatMul", names, attributes, microsoft);
}

function plainProduct(emission: Emission, { inputs, output }: GraphNode, factors: Factors): string {
  const turned = [factors.transposeA, factors.transposeB];
  const names = inputs.map((input, at) => {
    const name = full(emission, input);
    return turned[at] ? emit(emission, "Transpose", [name], { perm: lastTwo(input.shape.length) }) : name;
  });
  const product = emit(emission, "MatMul", names);
  return factors.scale === 1
    ? product
    : emit(emission, "Mul", [product, scalar(emission, output.dtype, factors.scale)]);
}

/** The permutation that exchanges the last two axes. */
function lastTwo(rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) =>
    axis < rank - 2 ? axis : axis === rank - 2 ? rank - 1 : rank - 2,
  );
}
