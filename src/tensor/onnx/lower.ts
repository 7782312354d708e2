import type { Graph, GraphNode, NamedValue } from "../graph/types.ts";
import { lowerBinary, lowerConvert, lowerSelect, lowerUnary } from "./elementwise.ts";
import { constant, type Emission, emit, full, type OnnxTarget, sizeOf, startEmission } from "./emission.ts";
import { type OnnxModel, type Port, writeModel } from "./model.ts";
import { lowerGather, lowerGatherNd, lowerScatterUpdate, lowerSegmentSum } from "./places.ts";
import { lowerMatmul } from "./products.ts";
import {
  lowerArgument,
  lowerCumulativeSum,
  lowerLogSoftmax,
  lowerReduce,
  lowerSoftmax,
} from "./reductions.ts";
import {
  lowerBroadcast,
  lowerConcat,
  lowerPad,
  lowerReshape,
  lowerReverse,
  lowerSlice,
  lowerTranspose,
} from "./shapes.ts";

/** protobuf refuses messages of two gibibytes. */
const maximumBytes = 2 ** 31 - 1;

/**
 * A graph as the bytes of an ONNX model: inputs and outputs keep their names, nodes are named by the kernel they come
 * from and the value they compute.
 *
 * Shape   as the graph's values; all sizes are fixed
 *
 * @throws {RangeError} if a name occurs twice among inputs and outputs
 * @throws {RangeError} if the model would exceed two gibibytes, protobuf's limit
 * @example lowerToOnnx(graph, { target: "cpu" })
 */
export function lowerToOnnx(graph: Graph, { target }: { readonly target: OnnxTarget }): Uint8Array {
  checkNames(graph);
  const emission = startEmission(graph, target);
  for (const { name, value } of graph.inputs) emission.names.set(value, name);
  for (const node of graph.nodes) lowerNode(emission, node);
  nameOutputs(emission, graph);
  removeIdle(emission, graph);
  const model: OnnxModel = {
    name: graph.name,
    nodes: emission.nodes,
    initializers: [...emission.initializers.values()],
    inputs: graph.inputs.map(port),
    outputs: graph.outputs.map(port),
  };
  const bytes = writeModel(model);
  if (bytes.length > maximumBytes)
    throw new RangeError(
      `lowerToOnnx: graph ${JSON.stringify(graph.name)} must fit in 2 GiB with its constants, got ${bytes.length} bytes. ` +
        "Pass large constants as inputs or variables.",
    );
  return bytes;
}

const port = ({ name, value }: NamedValue): Port => ({ name, type: value.dtype, shape: value.shape });

function checkNames(graph: Graph): void {
  const seen = new Set<string>();
  for (const { name } of [...graph.inputs, ...graph.outputs]) {
    if (seen.has(name))
      throw new RangeError(
        `lowerToOnnx: graph must name its inputs and outputs each differently, got ${JSON.stringify(name)} twice.`,
      );
    seen.add(name);
  }
}

function lowerNode(emission: Emission, node: GraphNode): void {
  const { output } = node;
  emission.current = node;
  emission.parts = 0;
  const name =
    sizeOf(output.shape) === 0
      ? constant(emission, output.dtype, new Uint8Array(0), output.shape)
      : lowerOperation(emission, node);
  emission.names.set(output, name);
}

function lowerOperation(emission: Emission, node: GraphNode): string {
  const { operation } = node;
  switch (operation.op) {
    case "unary":
      return lowerUnary(emission, node, operation.kind);
    case "binary":
      return lowerBinary(emission, node, operation.kind);
    case "select":
      return lowerSelect(emission, node);
    case "convert":
      return lowerConvert(emission, node);
    case "matmul":
      return lowerMatmul(emission, node, operation);
    case "transpose":
      return lowerTranspose(emission, node, operation.permutation);
    case "reshape":
      return lowerReshape(emission, node);
    case "broadcast":
      return lowerBroadcast(emission, node);
    case "reduce":
      return lowerReduce(emission, node, operation);
    case "softmax":
      return lowerSoftmax(emission, node);
    case "logSoftmax":
      return lowerLogSoftmax(emission, node);
    case "argument":
      return lowerArgument(emission, node, operation);
    case "concat":
      return lowerConcat(emission, node, operation.axis);
    case "slice":
      return lowerSlice(emission, node, operation);
    case "pad":
      return lowerPad(emission, node, operation);
    case "reverse":
      return lowerReverse(emission, node, operation.axes);
    case "cumulativeSum":
      return lowerCumulativeSum(emission, node, operation);
    case "gather":
      return lowerGather(emission, node, operation.axis);
    case "gatherNd":
      return lowerGatherNd(emission, node);
    case "scatterUpdate":
      return lowerScatterUpdate(emission, node);
    case "segmentSum":
      return lowerSegmentSum(emission, node, operation.segments);
  }
}

/** Gives outputs their names: the node that computes one takes it over; inputs, constants and repeats are copied. */
function nameOutputs(emission: Emission, graph: Graph): void {
  emission.current = undefined;
  emission.parts = 0;
  const made = new Set(emission.nodes.flatMap((node) => node.outputs));
  const renamed = new Map<string, string>();
  graph.outputs.forEach(({ name, value }) => {
    const held = full(emission, value);
    if (made.has(held) && !renamed.has(held)) renamed.set(held, name);
    else renamed.set(emit(emission, "Identity", [held]), name);
  });
  const rename = (names: readonly string[]) => names.map((name) => renamed.get(name) ?? name);
  emission.nodes.forEach((node, at) => {
    emission.nodes[at] = { ...node, inputs: rename(node.inputs), outputs: rename(node.outputs) };
  });
}

/** Takes out nodes and constants that no output depends on: a fusion may have left them behind. */
function removeIdle(emission: Emission, graph: Graph): void {
  const needed = new Set(graph.outputs.map(({ name }) => name));
  const kept = emission.nodes.toReversed().filter((node) => {
    if (!node.outputs.some((name) => needed.has(name))) return false;
    for (const name of node.inputs) needed.add(name);
    return true;
  });
  emission.nodes.splice(0, emission.nodes.length, ...kept.reverse());
  for (const [key, { name }] of emission.initializers)
    if (!needed.has(name)) emission.initializers.delete(key);
}
