import type { GraphBuilder, Rule } from "./builder.ts";
import { broadcast } from "./operations.ts";
import { sameShape } from "./shapes.ts";
import type { BinaryKind, UnaryKind, Value } from "./types.ts";

/** The value under its reshapes: the same numbers in the same order. */
function plain(graph: GraphBuilder, value: Value): Value {
  const node = graph.madeBy(value, "reshape");
  return node === undefined ? value : plain(graph, node.inputs[0]);
}

const inputsOf = (graph: GraphBuilder, value: Value, kind: BinaryKind): readonly Value[] | undefined => {
  const node = graph.madeBy(plain(graph, value), "binary");
  return node?.operation.kind === kind ? node.inputs : undefined;
};

const inputOf = (graph: GraphBuilder, value: Value, kind: UnaryKind): Value | undefined => {
  const node = graph.madeBy(plain(graph, value), "unary");
  return node?.operation.kind === kind ? node.inputs[0] : undefined;
};

/** What a value reduces over its last axis. */
function reducedLast(graph: GraphBuilder, value: Value, kind: "sum" | "max"): Value | undefined {
  const node = graph.madeBy(plain(graph, value), "reduce");
  if (node?.operation.kind !== kind || node.operation.axes.length !== 1) return undefined;
  const [x] = node.inputs;
  return node.operation.axes[0] === x.shape.length - 1 ? x : undefined;
}

/** Whether a value has one number for each row of another. */
const isColumnOf = (column: Value, rows: Value): boolean =>
  sameShape(column.shape, [...rows.shape.slice(0, -1), 1]);

/** x where a value is x - max(x) over the last axis. */
function shiftedFrom(graph: GraphBuilder, value: Value): Value | undefined {
  const parts = inputsOf(graph, value, "subtract");
  if (parts === undefined || !isColumnOf(parts[1], parts[0])) return undefined;
  if (!sameShape(parts[0].shape, value.shape)) return undefined;
  return reducedLast(graph, parts[1], "max") === parts[0] ? parts[0] : undefined;
}

/** x where a value is exp(x - max(x)). */
function exponentials(graph: GraphBuilder, value: Value): Value | undefined {
  const inside = inputOf(graph, value, "exp");
  return inside === undefined || !sameShape(inside.shape, value.shape)
    ? undefined
    : shiftedFrom(graph, inside);
}

/** x where a value is log(sum(exp(x - max(x)))). */
function logOfSum(graph: GraphBuilder, value: Value): Value | undefined {
  const sum = inputOf(graph, value, "log");
  const terms = sum === undefined ? undefined : reducedLast(graph, sum, "sum");
  return terms === undefined ? undefined : exponentials(graph, terms);
}

/** The steps of a softmax or its logarithm over the last axis, written out as tfjs does, become one operation. */
export const recogniseSoftmax: Rule = ({ operation, inputs, shape, dtype }, graph) => {
  if (operation.op !== "binary" || dtype !== "float32") return undefined;
  const [a, b] = inputs;
  if (a.shape.length === 0 || !isColumnOf(b, a)) return undefined;
  if (operation.kind === "divide") {
    const x = exponentials(graph, a);
    return x !== undefined && reducedLast(graph, b, "sum") === a
      ? graph.node({ op: "softmax" }, [x], shape, dtype)
      : undefined;
  }
  if (operation.kind !== "subtract") return undefined;
  const shifted = shiftedFrom(graph, a);
  if (shifted !== undefined && logOfSum(graph, b) === shifted)
    return graph.node({ op: "logSoftmax" }, [shifted], shape, dtype);
  const sum = inputsOf(graph, b, "add");
  const isLogSumExp =
    sum !== undefined &&
    [sum, sum.toReversed()].some(
      ([max, log]) => reducedLast(graph, max, "max") === a && logOfSum(graph, log) === a,
    );
  return isLogSumExp
    ? broadcast(graph, graph.node({ op: "logSoftmax" }, [a], a.shape, dtype), shape)
    : undefined;
};
