/** A reader of ONNX files for tests, written from the format's description and sharing nothing with the writer. */

type Field = { readonly number: number; readonly value: bigint | Uint8Array };

/** What a model takes or gives; the type by ONNX's number. */
interface DecodedPort {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly number[];
}

/** A model as plain values. */
interface DecodedModel {
  readonly irVersion: number;
  readonly opsets: Readonly<Record<string, number>>;
  readonly name: string;
  readonly nodes: readonly {
    readonly inputs: readonly string[];
    readonly outputs: readonly string[];
    readonly name: string;
    readonly type: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
  readonly constants: readonly (DecodedPort & { readonly bytes: readonly number[] })[];
  readonly inputs: readonly DecodedPort[];
  readonly outputs: readonly DecodedPort[];
}

/** The fields of a message: whole numbers, and bytes of texts, messages and 32-bit numbers. */
function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const [number, type] = [tag >> 3, tag & 7];
    if (type === 0) fields.push({ number, value: varint() });
    else {
      const length = type === 2 ? Number(varint()) : 4;
      fields.push({ number, value: bytes.subarray(at, at + length) });
      at += length;
    }
  }
  return fields;
}

const all = (bytes: Uint8Array, number: number): Uint8Array[] =>
  fieldsOf(bytes)
    .filter((field) => field.number === number)
    .map(({ value }) => value as Uint8Array);
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const first = (bytes: Uint8Array, number: number): Uint8Array => all(bytes, number)[0] ?? new Uint8Array(0);
const numbers = (bytes: Uint8Array, number: number): number[] =>
  fieldsOf(bytes)
    .filter((field) => field.number === number)
    .map(({ value }) => Number(BigInt.asIntN(64, value as bigint)));

function attribute(bytes: Uint8Array): [string, unknown] {
  const name = text(first(bytes, 1));
  const [kind] = numbers(bytes, 20);
  if (kind === 1) {
    const float = first(bytes, 2);
    return [name, new DataView(float.buffer, float.byteOffset).getFloat32(0, true)];
  }
  if (kind === 2) return [name, numbers(bytes, 3)[0]];
  return [name, kind === 3 ? text(first(bytes, 4)) : numbers(bytes, 8)];
}

function port(bytes: Uint8Array): DecodedPort {
  const tensor = first(first(bytes, 2), 1);
  const shape = all(first(tensor, 2), 1).map((dimension) => numbers(dimension, 1)[0]);
  return { name: text(first(bytes, 1)), type: numbers(tensor, 1)[0], shape };
}

/** Reads a model. */
export function decodeModel(bytes: Uint8Array): DecodedModel {
  const graph = first(bytes, 7);
  return {
    irVersion: numbers(bytes, 1)[0],
    opsets: Object.fromEntries(all(bytes, 8).map((entry) => [text(first(entry, 1)), numbers(entry, 2)[0]])),
    name: text(first(graph, 2)),
    nodes: all(graph, 1).map((node) => ({
      inputs: all(node, 1).map((name) => text(name)),
      outputs: all(node, 2).map((name) => text(name)),
      name: text(first(node, 3)),
      type: text(first(node, 4)),
      attributes: Object.fromEntries(all(node, 5).map(attribute)),
    })),
    constants: all(graph, 5).map((tensor) => ({
      name: text(first(tensor, 8)),
      type: numbers(tensor, 2)[0],
      shape: numbers(tensor, 1),
      bytes: [...first(tensor, 9)],
    })),
    inputs: all(graph, 11).map(port),
    outputs: all(graph, 12).map(port),
  };
}
