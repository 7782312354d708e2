import { type FileHandle, open } from "node:fs/promises";
import { DataError, shown, unknownName } from "../../../table/index.ts";
import type { HostTensor } from "../../../tensor/index.ts";
import { widenBfloat16, widenFloat16 } from "./convert.ts";
import { type Header, parseHeader } from "./header.ts";
import { bytesOf, damaged, maximumHeaderBytes, readableTypes, type StoredTensor } from "./types.ts";

/** Bytes read at a time: what is converted stays in the cache, and one read never passes the system's limit. */
const pieceBytes = 4 * 1024 * 1024;

/** A safetensors file, opened; its tensors are read one by one when they are asked for. */
export interface SafetensorsFile extends Header {
  readonly file: string;
  /** Bytes of the whole file. */
  readonly bytes: number;
  /** One tensor; F16, BF16 and F64 become float32, I64 and U8 become int32. */
  read(name: string): Promise<HostTensor>;
  close(): Promise<void>;
}

/**
 * Opens a safetensors file and checks its header against the file; reads no tensor yet.
 *
 * Source  safetensors' format, https://github.com/huggingface/safetensors
 *
 * @throws {DataError} if the file is missing, cut short, or its header is not sound
 * @example const file = await openSafetensors("model.safetensors"); await file.read("model.norm.weight")
 */
export async function openSafetensors(file: string): Promise<SafetensorsFile> {
  const handle = await open(file, "r").catch((cause: unknown) => {
    throw new DataError(
      `openSafetensors: ${file} must be a readable file, got ${codeOf(cause)}. Check the path.`,
      { file },
      { cause },
    );
  });
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw damaged(file, "be a file", "a folder or device", "Check the path.");
    const { header, start } = await readHeader(handle, file, found.size);
    const read = (name: string) => {
      const tensor = header.tensors.get(name);
      if (tensor === undefined) throw unknownName("read", "name", name, [...header.tensors.keys()]);
      return readTensor(handle, file, name, tensor, start);
    };
    return {
      ...header,
      file,
      bytes: found.size,
      read: async (name) => read(name),
      close: () => handle.close(),
    };
  } catch (cause) {
    await handle.close();
    throw cause;
  }
}

const codeOf = (cause: unknown): string => (cause as NodeJS.ErrnoException).code ?? String(cause);

async function readHeader(handle: FileHandle, file: string, size: number) {
  if (size < 10) throw damaged(file, "have at least 10 bytes", String(size));
  const head = await readExactly(handle, file, new Uint8Array(8), 0);
  const length = new DataView(head.buffer).getBigUint64(0, true);
  if (length > maximumHeaderBytes) {
    const remedy = "It is damaged, or not a safetensors file.";
    throw damaged(file, `have a header of at most ${maximumHeaderBytes} bytes`, String(length), remedy);
  }
  const start = 8 + Number(length);
  if (start > size) throw damaged(file, `hold its header of ${length} bytes`, `a file of ${size} bytes`);
  const text = await readExactly(handle, file, new Uint8Array(Number(length)), 8);
  return { header: parseHeader(text, size - start, file), start };
}

/** Fills the bytes from a place of the file, in pieces. */
async function readExactly(handle: FileHandle, file: string, into: Uint8Array, position: number) {
  for (let done = 0; done < into.length; ) {
    const wanted = Math.min(pieceBytes, into.length - done);
    const { bytesRead } = await handle.read(into, done, wanted, position + done);
    if (bytesRead === 0)
      throw damaged(file, `have bytes at ${position + done}`, "its end: it shrank while it was read");
    done += bytesRead;
  }
  return into;
}

async function readTensor(
  handle: FileHandle,
  file: string,
  name: string,
  { dtype, shape, begin, end }: StoredTensor,
  start: number,
): Promise<HostTensor> {
  const readable: readonly string[] = readableTypes;
  if (!readable.includes(dtype)) {
    const rule = `hold tensor ${shown(name)} as one of ${readableTypes.join(", ")}`;
    throw damaged(file, rule, dtype, "Convert it, for example to BF16.", name);
  }
  const width = bytesOf[dtype];
  const count = (end - begin) / width;
  const target =
    dtype === "BOOL"
      ? { dtype: "bool" as const, data: new Uint8Array(count) }
      : dtype === "I32" || dtype === "I64" || dtype === "U8"
        ? { dtype: "int32" as const, data: new Int32Array(count) }
        : { dtype: "float32" as const, data: new Float32Array(count) };
  const { data } = target;
  if (dtype === "F32" || dtype === "I32" || dtype === "BOOL") {
    await readExactly(handle, file, new Uint8Array(data.buffer), start + begin);
    if (dtype === "BOOL" && (data as Uint8Array).some((value) => value > 1))
      throw damaged(file, `hold 0 or 1 in tensor ${shown(name)}`, "other bytes", undefined, name);
    return { ...target, shape };
  }
  const step = pieceBytes / width;
  for (let at = 0; at < count; at += step) {
    const many = Math.min(step, count - at);
    const piece = await readExactly(handle, file, new Uint8Array(many * width), start + begin + at * width);
    const part = data.subarray(at, at + many);
    if (part instanceof Float32Array) widen(dtype, piece.buffer, part);
    else if (dtype === "U8") part.set(piece);
    else integersInto(part as Int32Array, piece.buffer, file, name);
  }
  return { ...target, shape };
}

function widen(dtype: StoredTensor["dtype"], piece: ArrayBufferLike, part: Float32Array): void {
  if (dtype === "BF16") widenBfloat16(new Uint16Array(piece), part);
  else if (dtype === "F16") widenFloat16(new Uint16Array(piece), part);
  else part.set(new Float64Array(piece));
}

function integersInto(part: Int32Array, piece: ArrayBufferLike, file: string, name: string): void {
  const wide = new BigInt64Array(piece);
  for (let at = 0; at < wide.length; at++) {
    part[at] = Number(wide[at]);
    if (BigInt(part[at]) !== wide[at]) {
      const remedy = "Larger numbers cannot be held here.";
      throw damaged(file, `hold 32-bit numbers in tensor ${shown(name)}`, String(wide[at]), remedy, name);
    }
  }
}
