import { shown } from "../../../table/index.ts";
import { complaintOfHeader } from "./scan.ts";
import { bytesOf, damaged, maximumRank, type StoredTensor, type StoredType } from "./types.ts";

/** What a header says. */
export interface Header {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a header and holds it against the file: tensors follow one another without holes or overlaps from the first
 * byte to the last, and each has the bytes its shape and type ask for.
 *
 * Source  safetensors' format, https://github.com/huggingface/safetensors
 *
 * @throws {DataError} if anything in it is not so
 */
export function parseHeader(bytes: Uint8Array, dataBytes: number, file: string): Header {
  const json = parseText(bytes, file);
  const tensors: [string, StoredTensor][] = [];
  let metadata: Readonly<Record<string, string>> = {};
  for (const [name, entry] of Object.entries(json)) {
    if (name === "__metadata__") metadata = metadataOf(entry, file);
    else tensors.push([name, tensorOf(name, entry, file)]);
  }
  tensors.sort(([, left], [, right]) => left.begin - right.begin || left.end - right.end);
  checkLayout(tensors, dataBytes, file);
  return { tensors: new Map(tensors), metadata };
}

function parseText(bytes: Uint8Array, file: string): object {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw damaged(file, "have a header in UTF-8", "other bytes");
  }
  const complaint = complaintOfHeader(text);
  if (complaint !== undefined) throw damaged(file, "have a sound header", complaint);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  if (!isRecord(json) || !text.startsWith("{"))
    throw damaged(file, "have a header that is a JSON object", shown(text.slice(0, 60)));
  return json;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function metadataOf(entry: unknown, file: string): Readonly<Record<string, string>> {
  if (!isRecord(entry) || Object.values(entry).some((value) => typeof value !== "string"))
    throw damaged(file, "have texts alone in __metadata__", shown(entry));
  return entry as Record<string, string>;
}

function tensorOf(name: string, entry: unknown, file: string): StoredTensor {
  const refuse = (rule: string, got: unknown, remedy?: string) =>
    damaged(file, `${rule} for tensor ${shown(name)}`, shown(got), remedy, name);
  if (!isRecord(entry)) throw refuse("hold dtype, shape and data_offsets", entry);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== "string" || !Object.hasOwn(bytesOf, dtype)) {
    throw refuse(`name a dtype of ${Object.keys(bytesOf).join(", ")}`, dtype, "Save it as F32, BF16 or F16.");
  }
  if (!isSizes(shape) || shape.length > maximumRank)
    throw refuse(`have a shape of at most ${maximumRank} whole numbers`, shape);
  if (!isSizes(offsets) || offsets.length !== 2) throw refuse("have two offsets", offsets);
  const [begin = 0, end = 0] = offsets;
  const wanted = shape.reduce((product, size) => product * size, bytesOf[dtype as StoredType]);
  if (!Number.isSafeInteger(wanted)) throw refuse("have a shape that a file can hold", shape);
  if (end - begin !== wanted) {
    const asked = `have ${wanted} bytes (${[...shape, bytesOf[dtype as StoredType]].join(" × ")}, ${dtype})`;
    throw refuse(asked, end - begin);
  }
  return { dtype: dtype as StoredType, shape, begin, end };
}

const isSizes = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);

function checkLayout(tensors: readonly [string, StoredTensor][], dataBytes: number, file: string): void {
  let next = 0;
  for (const [name, { begin, end }] of tensors) {
    if (begin !== next) {
      const what = begin < next ? "overlapping tensors" : "a hole";
      const rule = `have tensor ${shown(name)} begin at byte ${next}, where the one before ends`;
      throw damaged(file, rule, `${begin}, ${what}`, undefined, name);
    }
    next = end;
    if (end > dataBytes) {
      const rule = `hold tensor ${shown(name)} up to byte ${end} of its data`;
      throw damaged(file, rule, `a file with ${dataBytes} bytes of data`, undefined, name);
    }
  }
  if (next !== dataBytes)
    throw damaged(file, `hold ${next} bytes of data, as its header says`, String(dataBytes));
}
