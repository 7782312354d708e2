import { createHash } from "node:crypto";
import { basename } from "node:path";
import { integersOf, tokenBytes } from "./integers.ts";
import type { OpenPart } from "./part.ts";
import type { TokenFingerprint } from "./types.ts";

/** Files up to this size are hashed whole: a few seconds. */
const wholeBytes = 4 * 2 ** 30;
const blockBytes = 2 ** 20;
/** Blocks of a larger file that stand for it, its first and last among them. */
const sampleBlocks = 1024;

/** Hash and largest id of one file, in bounded memory. */
export async function fingerprintOf(
  part: OpenPart,
  maximumBytes: number = wholeBytes,
): Promise<TokenFingerprint> {
  const { file, size, handle, type, offset } = part;
  const isWhole = size <= maximumBytes;
  const blocks = Math.ceil(size / blockBytes);
  const hash = createHash("sha256");
  if (!isWhole) hash.update(`${size} bytes, ${sampleBlocks} of ${blocks} blocks\n`);
  const buffer = new Uint8Array(blockBytes);
  const step = isWhole ? 1 : (blocks - 1) / (sampleBlocks - 1);
  let largest = -1;
  let largestAt = 0;
  for (let number = 0; number < (isWhole ? blocks : sampleBlocks); number++) {
    const at = Math.round(number * step) * blockBytes;
    const { bytesRead } = await handle.read(buffer, 0, blockBytes, at);
    hash.update(buffer.subarray(0, bytesRead));
    const skipped = Math.max(0, offset - at);
    // Tokens that lie across two blocks are looked at when they are read.
    const begin = Math.min(bytesRead, skipped + positiveRest(offset - at - skipped, tokenBytes[type]));
    const whole = Math.floor((bytesRead - begin) / tokenBytes[type]);
    const values = integersOf(buffer.subarray(begin, begin + whole * tokenBytes[type]), type);
    for (let place = 0; place < values.length; place++) {
      if (values[place] > largest) {
        largest = values[place];
        largestAt = (at + begin - offset) / tokenBytes[type] + place;
      }
    }
  }
  return { name: basename(file), bytes: size, sha256: hash.digest("hex"), isWhole, largest, largestAt };
}

const positiveRest = (value: number, of: number): number => ((value % of) + of) % of;
