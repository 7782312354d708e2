import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError, shown } from "../../table/index.ts";
import { byteVocabulary } from "./bytes.ts";
import { writeTokens } from "./write.ts";

/** One domain of text as tokens. */
export interface ByteDomain {
  readonly domain: string;
  readonly texts: number;
  readonly trainingTokens: number;
  readonly validationTokens: number;
}

/** Domains of text as files of tokens, the end of each set aside. */
export interface ByteDomains {
  /** Files to train on, one a domain. */
  readonly training: readonly string[];
  /** What was set aside, by domain, as a training plan takes it. */
  readonly validation: Readonly<Record<string, { readonly tokens: string; readonly bytesPerToken: number }>>;
  readonly domains: readonly ByteDomain[];
}

/** Options of `byteDomains`. */
export interface ByteDomainsOptions {
  /** Folder the files of tokens are written to. */
  readonly folder: string;
  /** Share of each domain that is set aside. Default 0.05. */
  readonly heldOut?: number;
}

/** Longest text of one domain: it is held in memory while it is split. */
const maximumBytes = 2 ** 28;

/**
 * Plain texts by domain as tokens, one a byte; the texts of a domain are joined to one. Of each domain the last part is set aside for validation, from the
 * beginning of a line on where one is near, so that no text is in both.
 *
 * @throws {RangeError} if a domain's name is no plain word, or heldOut is not between 0 and 1
 * @throws {DataError} if a text cannot be read, or a domain is empty or larger than 256 MiB
 * @example await byteDomains({ prose: ["moby-dick.txt"], code: ["main.ts"] }, { folder: "tokens" })
 */
export async function byteDomains(
  texts: Readonly<Record<string, readonly string[]>>,
  { folder, heldOut = 0.05 }: ByteDomainsOptions,
): Promise<ByteDomains> {
  if (!(heldOut > 0 && heldOut < 1))
    throw new RangeError(`byteDomains: heldOut must be a share between 0 and 1, got ${shown(heldOut)}.`);
  const strange = Object.keys(texts).find((domain) => !/^[\w.-]{1,64}$/.test(domain));
  if (strange !== undefined)
    throw new RangeError(
      `byteDomains: a domain must be named by letters, digits, "_", "." and "-", got ${shown(strange)}.`,
    );
  await mkdir(folder, { recursive: true });
  const domains: ByteDomain[] = [];
  for (const [domain, files] of Object.entries(texts)) {
    const bytes = await joined(domain, files);
    const at = splitPlace(bytes, Math.floor(bytes.length * (1 - heldOut)));
    const write = (part: string, from: number, to: number) =>
      writeTokens(
        fileOf(folder, domain, part),
        [bytes.subarray(from, to), [byteVocabulary.endOfText]],
        byteVocabulary,
      );
    const { count: trainingTokens } = await write("training", 0, at);
    const { count: validationTokens } = await write("validation", at, bytes.length);
    domains.push({ domain, texts: files.length, trainingTokens, validationTokens });
  }
  const names = Object.keys(texts);
  return {
    training: names.map((domain) => fileOf(folder, domain, "training")),
    validation: Object.fromEntries(
      names.map((domain) => [domain, { tokens: fileOf(folder, domain, "validation"), bytesPerToken: 1 }]),
    ),
    domains,
  };
}

/** Just after the next end of a line, or at the place itself where none is near. */
function splitPlace(bytes: Uint8Array, place: number): number {
  const next = bytes.indexOf(10, place) + 1;
  return next > 0 && next - place <= (bytes.length - place) / 2 ? next : place;
}

const fileOf = (folder: string, domain: string, part: string): string =>
  join(folder, `${domain}.${part}.tokens`);

async function joined(domain: string, files: readonly string[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for (const file of files) {
    const part = await readFile(file).catch((cause: unknown) => {
      const { code } = cause as NodeJS.ErrnoException;
      throw new DataError(
        `byteDomains: ${file} must be a readable text, got ${code}. Check the path.`,
        { file },
        { cause },
      );
    });
    bytes += part.length;
    if (bytes > maximumBytes)
      throw new DataError(
        `byteDomains: domain ${domain} must have at most ${maximumBytes} bytes, got more at ${file}. Take fewer texts.`,
        { file },
      );
    parts.push(part);
  }
  if (bytes === 0)
    throw new DataError(`byteDomains: domain ${domain} must have text, got none. Name its files.`, {
      file: files[0] ?? domain,
    });
  return Buffer.concat(parts);
}
