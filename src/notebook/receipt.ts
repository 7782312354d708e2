import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { writeWhole } from "../dataset/index.ts";
import { printJson } from "./print.ts";

/** What made a file: enough to make it again. */
export interface Receipt {
  readonly version: string;
  readonly command: string;
  readonly seed?: number;
  /** SHA-256 by name of the input. */
  readonly inputs: Readonly<Record<string, string>>;
}

export interface ReceiptSource {
  readonly version: string;
  readonly command: string;
  readonly seed?: number;
  /** Files whose bytes went into the result; named by their last part, or whole where two share it. */
  readonly inputs?: readonly string[];
}

/** Makes a receipt; reads the inputs to hash them. */
export async function receiptOf({ inputs = [], ...known }: ReceiptSource): Promise<Receipt> {
  const hashes: Record<string, string> = {};
  for (const file of inputs) {
    const shared = inputs.some((other) => other !== file && basename(other) === basename(file));
    hashes[shared ? file : basename(file)] = await hashOf(file);
  }
  return { ...known, inputs: hashes };
}

/** The receipt as comment lines for the head of a text file, `# mixlab 0.1.0` and so on. */
export function receiptComment({ version, command, seed, inputs }: Receipt, mark = "#"): string {
  const lines = [
    `mixlab ${version}`,
    `command ${command}`,
    ...(seed === undefined ? [] : [`seed ${seed}`]),
    ...Object.entries(inputs).map(([name, hash]) => `input ${name} sha256 ${hash}`),
  ];
  return lines.map((line) => `${mark} ${line.replaceAll(/[\r\n]+/g, " ")}\n`).join("");
}

/** Writes the receipt of a file beside it, as `FILE.receipt.json`, with the file's own hash. */
export async function writeReceipt(file: string, receipt: Receipt): Promise<string> {
  const path = `${file}.receipt.json`;
  const output = { [basename(file)]: await hashOf(file) };
  await writeWhole(path, `${printJson({ ...receipt, output })}\n`);
  return path;
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}
