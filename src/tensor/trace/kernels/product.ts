import type { Traced } from "../recorder.ts";
import { activations } from "./activation.ts";
import { dtypeOf, type KernelCall, type Kernels } from "./kernel.ts";

function product({ record, inputs: { a, b }, attributes }: KernelCall): Traced {
  const { transposeA = false, transposeB = false } = attributes as {
    transposeA?: boolean;
    transposeB?: boolean;
  };
  const inner = [a.shape.at(transposeA ? -2 : -1), b.shape.at(transposeB ? -1 : -2)];
  if (inner[0] !== inner[1])
    throw new RangeError(
      `matMul: inner sizes must be equal, got ${inner[0]} of [${a.shape}] and ${inner[1]} of [${b.shape}]` +
        ` (transposeA ${transposeA}, transposeB ${transposeB})`,
    );
  const float = (x: Traced) => (dtypeOf(x) === "bool" ? record.convert(x, "float32") : x);
  return record.matmul(float(a), float(b), transposeA, transposeB);
}

/** Matrix products, alone and with what tfjs joins to them. */
export const productKernels: Kernels = {
  BatchMatMul: product,
  _FusedMatMul: (call) => {
    const { record, inputs } = call;
    const { activation = "linear", leakyreluAlpha = 0 } = call.attributes as {
      activation?: string;
      leakyreluAlpha?: number;
    };
    const plain = product(call);
    const biased = inputs.bias === undefined ? plain : record.binary("add", plain, inputs.bias);
    const activate = activations[activation];
    if (activate === undefined) throw new RangeError(`activation ${activation} is not known`);
    return activate(record, biased, leakyreluAlpha, inputs.preluActivationWeights);
  },
  FusedBatchNorm: ({ record, inputs: { x, mean, variance, offset, scale }, attributes }) => {
    const { varianceEpsilon } = attributes as { varianceEpsilon: number };
    const spread = record.unary("rsqrt", record.withNumber("add", variance, varianceEpsilon));
    const normal = record.binary("multiply", record.binary("subtract", x, mean), spread);
    const scaled = scale === undefined ? normal : record.binary("multiply", normal, scale);
    return offset === undefined ? scaled : record.binary("add", scaled, offset);
  },
};
