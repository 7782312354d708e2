import { createHash } from "node:crypto";
import { DataError, shown } from "../../table/index.ts";
import { batches, windowsOf } from "../tokens/batches.ts";
import { byteVocabulary } from "../tokens/bytes.ts";
import { openTokens } from "../tokens/open.ts";
import type { BatchSource, TokenFile, TokenFingerprint } from "../tokens/types.ts";
import type { ResolvedPlan, TrainingPlan } from "./plan.ts";

/** One domain that is set aside. */
export interface ValidationSet {
  readonly domain: string;
  readonly tokens: TokenFile;
  readonly bytesPerToken?: number;
  /** Sequences that are read. */
  readonly sequences: number;
}

/** What a run reads, open and checked. */
export interface RunInputs {
  readonly source: BatchSource;
  readonly validation: readonly ValidationSet[];
  /** What was read, for the plan's file. */
  readonly described: InputsDescription;
  close(): Promise<void>;
}

/** Inputs as the plan's file has them: what they are, not where they lie. */
export interface InputsDescription {
  readonly tokens: TokensDescription;
  readonly validation: Readonly<
    Record<string, TokensDescription & { readonly sequences: number; readonly bytesPerToken?: number }>
  >;
}

interface TokensDescription {
  /** SHA-256 of the file, or of the files' hashes in their order. */
  readonly sha256: string;
  readonly bytes: number;
  readonly files: number;
}

/**
 * Opens what a plan reads and refuses, before anything is computed, what cannot be trained on.
 *
 * @throws {DataError} naming the file: missing or damaged, an id outside the vocabulary, too short for one window
 */
export async function openInputs(plan: TrainingPlan, resolved: ResolvedPlan): Promise<RunInputs> {
  const opened: TokenFile[] = [];
  const open = async (given: string | readonly string[] | TokenFile): Promise<TokenFile> => {
    if (isTokenFile(given)) return given;
    const tokens = await openTokens(given);
    opened.push(tokens);
    return tokens;
  };
  const close = async () => {
    await Promise.all(opened.map((tokens) => tokens.close()));
  };
  const { vocabularySize } = resolved.configuration;
  try {
    const source = isBatchSource(plan.tokens)
      ? checkSource(plan.tokens, resolved)
      : batches(await open(plan.tokens), { ...resolved, vocabularySize });
    const tokens = describe(await checkedPrints(source, vocabularySize));
    const validation: ValidationSet[] = [];
    const domains: Record<string, InputsDescription["validation"][string]> = {};
    for (const [domain, given] of Object.entries(plan.validation ?? {})) {
      const file = await open(given.tokens);
      const set = validationSet(domain, file, given.bytesPerToken, resolved);
      validation.push(set);
      domains[domain] = {
        ...describe(await checkedPrints(file, vocabularySize)),
        sequences: set.sequences,
        ...(set.bytesPerToken === undefined ? {} : { bytesPerToken: set.bytesPerToken }),
      };
    }
    return { source, validation, described: { tokens, validation: domains }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function isTokenFile(given: unknown): given is TokenFile {
  return typeof (given as TokenFile).read === "function";
}

function isBatchSource(given: unknown): given is BatchSource {
  return (
    typeof (given as BatchSource).at === "function" && typeof given === "object" && !Array.isArray(given)
  );
}

function checkSource(source: BatchSource, { sequences, length }: ResolvedPlan): BatchSource {
  if (source.sequences !== sequences || source.length !== length)
    throw new RangeError(
      `trainProxy: batches must have the plan's ${sequences} sequences of ${length}, got ${source.sequences} of ${source.length}.`,
    );
  return source;
}

function validationSet(
  domain: string,
  tokens: TokenFile,
  given: number | undefined,
  { length, validationSequences }: ResolvedPlan,
): ValidationSet {
  const windows = windowsOf(tokens, length);
  if (windows === 0)
    throw new DataError(
      `trainProxy: validation of ${shown(domain)} must hold the ${length + 1} tokens of one window, got ${tokens.count} in ${tokens.files[0]}. Take more text, or leave the domain out.`,
      { file: tokens.files[0] ?? "", column: domain },
    );
  const bytesPerToken = given ?? (tokens.tokenizer === byteVocabulary.tokenizer ? 1 : undefined);
  if (bytesPerToken !== undefined && !(bytesPerToken > 0 && bytesPerToken < Number.POSITIVE_INFINITY))
    throw new RangeError(
      `trainProxy: bytesPerToken of ${shown(domain)} must be a number above 0, got ${shown(bytesPerToken)}.`,
    );
  return {
    domain,
    tokens,
    sequences: Math.min(windows, validationSequences),
    ...(bytesPerToken === undefined ? {} : { bytesPerToken }),
  };
}

async function checkedPrints(
  from: Pick<TokenFile, "fingerprints">,
  vocabularySize: number,
): Promise<readonly TokenFingerprint[]> {
  const prints = await from.fingerprints();
  for (const { name, largest, largestAt } of prints)
    if (largest >= vocabularySize)
      throw new DataError(
        `trainProxy: ids must be below the configuration's vocabularySize (${vocabularySize}), got ${largest} at token ${largestAt} of ${name}. Raise vocabularySize to ${largest + 1} or more, or see that the type of the file's integers is right.`,
        { file: name, row: largestAt },
      );
  return prints;
}

function describe(prints: readonly TokenFingerprint[]): TokensDescription {
  const hash = createHash("sha256");
  for (const { sha256 } of prints) hash.update(sha256);
  return {
    sha256: prints.length === 1 ? prints[0].sha256 : hash.digest("hex"),
    bytes: prints.reduce((sum, { bytes }) => sum + bytes, 0),
    files: prints.length,
  };
}
