import { isUniform, type Rule } from "./builder.ts";
import { broadcast, concat, reshape, slice, transpose } from "./operations.ts";
import { isIdentity, sameShape } from "./shapes.ts";

/** Reshapes to the same shape, of reshapes, and of constants. */
export const simplifyReshape: Rule = ({ operation, inputs, shape }, graph) => {
  if (operation.op !== "reshape") return undefined;
  const [x] = inputs;
  if (sameShape(x.shape, shape)) return x;
  const inner = graph.madeBy(x, "reshape");
  return inner === undefined ? undefined : reshape(graph, inner.inputs[0], shape);
};

/** Transposes that move nothing, that move only axes of size 1, or that follow another. */
export const simplifyTranspose: Rule = ({ operation, inputs, shape }, graph) => {
  if (operation.op !== "transpose") return undefined;
  const [x] = inputs;
  const { permutation } = operation;
  if (isIdentity(permutation)) return x;
  const inner = graph.madeBy(x, "transpose");
  if (inner !== undefined)
    return transpose(
      graph,
      inner.inputs[0],
      permutation.map((axis) => inner.operation.permutation[axis]),
    );
  const moved = permutation.filter((axis) => x.shape[axis] !== 1);
  return moved.every((axis, at) => at === 0 || axis > moved[at - 1]) ? reshape(graph, x, shape) : undefined;
};

/** Broadcasts to the same shape and of broadcasts. */
export const simplifyBroadcast: Rule = ({ operation, inputs, shape, dtype }, graph) => {
  if (operation.op !== "broadcast") return undefined;
  const [x] = inputs;
  if (sameShape(x.shape, shape)) return x;
  if (isUniform(x)) return graph.constant(x.constant!, shape, dtype);
  const inner = graph.madeBy(x, "broadcast");
  return inner === undefined ? undefined : broadcast(graph, inner.inputs[0], shape);
};

/** Slices of everything, of slices, of one part of a concat, and of the inside of a pad. */
export const simplifySlice: Rule = ({ operation, inputs, shape }, graph) => {
  if (operation.op !== "slice") return undefined;
  const [x] = inputs;
  const { begin, strides } = operation;
  if (sameShape(x.shape, shape) && begin.every((at) => at === 0)) return x;
  const inner = graph.madeBy(x, "slice");
  if (inner !== undefined)
    return slice(
      graph,
      inner.inputs[0],
      begin.map((at, axis) => inner.operation.begin[axis] + at * inner.operation.strides[axis]),
      shape,
      strides.map((step, axis) => step * inner.operation.strides[axis]),
    );
  if (strides.some((step) => step !== 1)) return undefined;
  const joined = graph.madeBy(x, "concat");
  if (joined !== undefined) {
    const { axis } = joined.operation;
    let start = 0;
    for (const part of joined.inputs) {
      if (begin[axis] >= start && begin[axis] + shape[axis] <= start + part.shape[axis])
        return slice(
          graph,
          part,
          begin.map((at, along) => (along === axis ? at - start : at)),
          shape,
        );
      start += part.shape[axis];
    }
  }
  const padded = graph.madeBy(x, "pad");
  if (padded !== undefined) {
    const [inside] = padded.inputs;
    const at = begin.map((first, axis) => first - padded.operation.before[axis]);
    if (at.every((first, axis) => first >= 0 && first + shape[axis] <= inside.shape[axis]))
      return slice(graph, inside, at, shape);
  }
  return undefined;
};

/** Concats of one part, of concats, and of slices that lay side by side before. */
export const simplifyConcat: Rule = ({ operation, inputs }, graph) => {
  if (operation.op !== "concat") return undefined;
  const { axis } = operation;
  const full = inputs.filter((part) => part.shape[axis] > 0);
  const [first] = full.length > 0 ? full : inputs;
  if (full.length <= 1) return first;
  if (full.length < inputs.length) return concat(graph, full, axis);
  const parts = inputs.map((part) => graph.madeBy(part, "slice"));
  const source = parts[0]?.inputs[0];
  if (source === undefined) return undefined;
  let start = parts[0]!.operation.begin[axis];
  for (const part of parts) {
    if (part === undefined || part.inputs[0] !== source || part.operation.strides.some((step) => step !== 1))
      return undefined;
    const sides = part.operation.begin.every((at, along) =>
      along === axis ? at === start : at === parts[0]!.operation.begin[along],
    );
    if (!sides) return undefined;
    start += part.shape[axis];
  }
  const size = first.shape.map((length, along) =>
    along === axis ? inputs.reduce((total, part) => total + part.shape[axis], 0) : length,
  );
  return slice(graph, source, parts[0]!.operation.begin, size);
};

/** Pads with nothing, and pads of pads with the same number. */
export const simplifyPad: Rule = ({ operation, inputs, shape }, graph) => {
  if (operation.op !== "pad") return undefined;
  const [x] = inputs;
  if (sameShape(x.shape, shape)) return x;
  const inner = graph.madeBy(x, "pad");
  if (inner === undefined || inner.operation.value !== operation.value) return undefined;
  return graph.node(
    {
      op: "pad",
      before: operation.before.map((size, axis) => size + inner.operation.before[axis]),
      after: operation.after.map((size, axis) => size + inner.operation.after[axis]),
      value: operation.value,
    },
    inner.inputs,
    shape,
    x.dtype,
  );
};
