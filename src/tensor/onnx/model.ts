import { bytesField, floatField, integerField, joinBytes, textField } from "./wire.ts";

/** Types of elements by ONNX's numbers (`TensorProto.DataType`). */
export const elementTypes = { float32: 1, int32: 6, int64: 7, bool: 9, float64: 11 } as const;

/** A type of elements by its name here. */
export type ElementType = keyof typeof elementTypes;

/** An attribute of a node: an integer, a list of integers, or `{ float }`. */
export type Attribute = number | readonly number[] | { readonly float: number } | { readonly text: string };

/** One node as ONNX has it: values are joined by name. */
export interface OnnxNode {
  readonly name: string;
  readonly type: string;
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** Constant numbers with a name; bytes are little-endian and row-major. */
export interface Initializer {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** What a model takes or gives; without a shape it may be of any. */
export interface Port {
  readonly name: string;
  readonly type: ElementType;
  readonly shape?: readonly number[];
}

/** A model ready to be written. */
export interface OnnxModel {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** IR 9 and opset 20 (ONNX 1.15): the first pair with everything used here; older runtimes read it too. */
const irVersion = 9;
const opset = 20;

/** The operators of onnxruntime's own that are used beside ONNX's. */
export const microsoft = "com.microsoft";

/**
 * A model as the bytes of an `.onnx` file.
 *
 * Source  field numbers of onnx.proto (IR version 9), https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function writeModel(model: OnnxModel): Uint8Array {
  const graph = bytesField(
    7,
    ...model.nodes.map((node) => bytesField(1, ...nodeParts(node))),
    textField(2, model.name),
    ...model.initializers.map((one) => bytesField(5, ...tensorParts(one))),
    ...model.inputs.map((port) => bytesField(11, ...portParts(port))),
    ...model.outputs.map((port) => bytesField(12, ...portParts(port))),
  );
  const domains = new Set(model.nodes.map((node) => node.domain));
  const opsets = [bytesField(8, textField(1, ""), integerField(2, opset))];
  if (domains.has(microsoft)) opsets.push(bytesField(8, textField(1, microsoft), integerField(2, 1)));
  return joinBytes([integerField(1, irVersion), textField(2, "mixlab"), graph, ...opsets]);
}

function nodeParts(node: OnnxNode): Uint8Array[] {
  return [
    ...node.inputs.map((name) => textField(1, name)),
    ...node.outputs.map((name) => textField(2, name)),
    textField(3, node.name),
    textField(4, node.type),
    ...Object.entries(node.attributes).map(([name, value]) => bytesField(5, ...attributeParts(name, value))),
    ...(node.domain === "" ? [] : [textField(7, node.domain)]),
  ];
}

function attributeParts(name: string, value: Attribute): Uint8Array[] {
  const kind = 20;
  if (typeof value === "number") return [textField(1, name), integerField(3, value), integerField(kind, 2)];
  if ("float" in value) return [textField(1, name), floatField(2, value.float), integerField(kind, 1)];
  if ("text" in value) return [textField(1, name), textField(4, value.text), integerField(kind, 3)];
  return [textField(1, name), ...value.map((one) => integerField(8, one)), integerField(kind, 7)];
}

function tensorParts({ name, type, shape, bytes }: Initializer): Uint8Array[] {
  const dims = shape.map((size) => integerField(1, size));
  return [...dims, integerField(2, elementTypes[type]), textField(8, name), bytesField(9, bytes)];
}

function portParts({ name, type, shape }: Port): Uint8Array[] {
  const dims = shape?.map((size) => bytesField(1, integerField(1, size)));
  const sizes = dims === undefined ? [] : [bytesField(2, ...dims)];
  const tensor = bytesField(1, integerField(1, elementTypes[type]), ...sizes);
  return [textField(1, name), bytesField(2, tensor)];
}

/** A model of one Identity from `x` to `y`, for a tensor of any shape: it moves tensors between devices. */
export function identityModel(type: ElementType): Uint8Array {
  const node = {
    name: "identity",
    type: "Identity",
    domain: "",
    inputs: ["x"],
    outputs: ["y"],
    attributes: {},
  };
  const ports = ["x", "y"].map((name) => ({ name, type }));
  return writeModel({
    name: "identity",
    nodes: [node],
    initializers: [],
    inputs: [ports[0]],
    outputs: [ports[1]],
  });
}
