import { randomBytes } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DataError, shown } from "../../../table/index.ts";
import type { HostTensor, TensorSpec } from "../../../tensor/index.ts";
import { type Disk, type FileFacts, realDisk, type Sink, syncFolder, writeFile } from "../disk.ts";
import { type NamedTensors, namedTensors, type TensorSource } from "../source.ts";
import { narrow } from "./convert.ts";
import { bytesOf, maximumHeaderBytes, maximumTensors, type StoredFloat, type StoredType } from "./types.ts";

/** How tensors are written. */
export interface WriteOptions {
  /** Type that float32 numbers are stored as; narrower ones are rounded to the nearest even. */
  readonly dtype?: StoredFloat;
  /** Texts for the header; `format: "pt"` is what Python's transformers asks for. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A file laid out before it is written. */
export interface FilePlan {
  readonly names: readonly string[];
  readonly header: Uint8Array;
  /** Bytes of the whole file. */
  readonly bytes: number;
}

/** The type a tensor is stored as. */
export const storedType = (spec: TensorSpec, dtype: StoredFloat): StoredType =>
  spec.dtype === "float32" ? dtype : spec.dtype === "int32" ? "I32" : "BOOL";

/** Bytes a tensor takes in a file. */
export const storedBytes = (spec: TensorSpec, dtype: StoredFloat): number =>
  spec.shape.reduce((product, size) => product * size, bytesOf[storedType(spec, dtype)]);

/**
 * Lays a file out as Python's safetensors does, so that the same tensors give the same bytes: wide types first, then
 * by name, the header filled up with spaces to a multiple of eight.
 */
export function planFile(
  specs: Readonly<Record<string, TensorSpec>>,
  { dtype = "F32", metadata }: WriteOptions,
): FilePlan {
  const width = (name: string) => bytesOf[storedType(specs[name], dtype)];
  const names = Object.keys(specs).toSorted(
    (left, right) => width(right) - width(left) || (left < right ? -1 : 1),
  );
  let next = 0;
  const entries = names.map((name) => {
    const begin = next;
    next += storedBytes(specs[name], dtype);
    return [
      name,
      { dtype: storedType(specs[name], dtype), shape: specs[name].shape, data_offsets: [begin, next] },
    ];
  });
  if (metadata !== undefined) entries.unshift(["__metadata__", metadata as never]);
  const body = entries.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`).join(",");
  const text = new TextEncoder().encode(`{${body}}`);
  const length = Math.ceil(text.length / 8) * 8;
  if (names.length > maximumTensors || length > maximumHeaderBytes || "__metadata__" in specs) {
    throw new RangeError(
      `writeSafetensors: tensors must be at most ${maximumTensors}, none of them called __metadata__, got ${names.length}. Write several files.`,
    );
  }
  const header = new Uint8Array(8 + length).fill(32);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(text, 8);
  return { names, header, bytes: header.length + next };
}

/** Writes a planned file, one tensor after another. */
export async function fillFile(
  sink: Sink,
  plan: FilePlan,
  tensors: NamedTensors,
  dtype: StoredFloat = "F32",
): Promise<void> {
  await sink.write(plan.header);
  for (const name of plan.names) {
    const tensor = await tensors.read(name);
    const { shape } = tensors.specs[name];
    if (tensor.shape.join() !== shape.join() || tensor.dtype !== tensors.specs[name].dtype) {
      throw new RangeError(
        `writeSafetensors: tensor ${shown(name)} must be of shape ${shown(shape)}, as announced, got ${shown(tensor.shape)}.`,
      );
    }
    await fillTensor(sink, tensor, dtype);
  }
}

/** Numbers narrowed at a time. */
const pieceNumbers = 1024 * 1024;

async function fillTensor(sink: Sink, { data }: HostTensor, dtype: StoredFloat): Promise<void> {
  if (!(data instanceof Float32Array) || dtype === "F32")
    return sink.write(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  for (let at = 0; at < data.length; at += pieceNumbers) {
    const piece = narrow(data.subarray(at, at + pieceNumbers), dtype);
    await sink.write(new Uint8Array(piece.buffer));
  }
}

/**
 * Writes tensors to a safetensors file, whole or not at all; the bytes are those Python's safetensors would write.
 *
 * Shape   any; tensors keep their shapes and names
 * Source  safetensors' format, https://github.com/huggingface/safetensors
 *
 * @throws {DataError} if the place cannot be written
 * @throws {RangeError} if a tensor's numbers do not fit its shape or the type
 * @example await writeSafetensors("gains.safetensors", { gain: { shape: [2], dtype: "float32", data } })
 */
export async function writeSafetensors(
  file: string,
  tensors: TensorSource,
  options: WriteOptions = {},
): Promise<FileFacts> {
  return writeSafetensorsTo(realDisk, file, tensors, options);
}

/** `writeSafetensors` on a disk of the caller's. */
export async function writeSafetensorsTo(
  disk: Disk,
  file: string,
  tensors: TensorSource,
  options: WriteOptions,
): Promise<FileFacts> {
  const named = namedTensors(tensors, "writeSafetensors");
  const plan = planFile(named.specs, options);
  const temporary = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString("hex")}`);
  try {
    await mkdir(dirname(file), { recursive: true });
    const facts = await writeFile(disk, temporary, (sink) => fillFile(sink, plan, named, options.dtype));
    await rename(temporary, file);
    await syncFolder(dirname(file));
    return facts;
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    throw new DataError(
      `writeSafetensors: ${file} must be a place that can be written, got ${code}. Name another file, or make room in its folder.`,
      { file },
      { cause },
    );
  }
}
