import { type FileHandle, open } from "node:fs/promises";
import { DataError, shown } from "../../table/index.ts";

/** Losses of one domain that was set aside. */
export interface DomainLoss {
  readonly lossNats: number;
  /** Where it is known how many bytes a token stands for. */
  readonly bitsPerByte?: number;
}

/**
 * One step of a run, as its log has it.
 *
 * Units   steps done; tokens predicted so far; loss in nats per token, of this step; seconds of training so far, over
 *         all times the run was resumed; norm of the gradient before it is clipped
 */
export interface TrainingRecord {
  readonly step: number;
  readonly tokens: number;
  readonly lossNats: number;
  readonly learningRate: number;
  readonly seconds: number;
  readonly gradientNorm: number;
  /** Mean over the validation's domains. */
  readonly validationLossNats?: number;
  readonly validation?: Readonly<Record<string, DomainLoss>>;
}

/** First line of a log: what the run is, and what it was made from. */
export interface LogHeader {
  readonly name: string;
  readonly parameters: number;
  readonly [detail: string]: unknown;
}

/** A log that grows record by record. */
export interface LogWriter {
  append(record: TrainingRecord): Promise<void>;
  /** Writes more into the last record of a log that goes on, in one piece: a kill leaves it as it was or as it is now. */
  amendLast(record: TrainingRecord): Promise<void>;
  /** Puts what was written on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Begins a log; one that is there is replaced.
 *
 * @throws {DataError} if the place cannot be written
 */
export async function beginLog(file: string, header: LogHeader): Promise<LogWriter> {
  const handle = await open(file, "w").catch((cause: unknown) => {
    throw unwritable(file, cause);
  });
  const line = `${JSON.stringify({ schema: "mixlab-training-log", version: 1, ...header })}\n`;
  return writerAt(file, handle, { end: 0, last: 0 }, line);
}

/** A writer that goes on at the end of a log whose last line begins at `last`. */
async function writerAt(
  file: string,
  handle: FileHandle,
  place: { end: number; last: number },
  first = "",
): Promise<LogWriter> {
  const writeAt = async (at: number, text: string): Promise<void> => {
    const bytes = Buffer.from(text);
    try {
      for (let done = 0; done < bytes.length; )
        done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
    } catch (cause) {
      throw unwritable(file, cause);
    }
    place = { last: at, end: at + bytes.length };
  };
  if (first !== "") await writeAt(place.end, first);
  return {
    append: (record) => writeAt(place.end, `${JSON.stringify(record)}\n`),
    amendLast: (record) => writeAt(place.last, `${JSON.stringify(record)}\n`),
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}

const unwritable = (file: string, cause: unknown) =>
  new DataError(
    `trainProxy: ${file} must be a place that can be written, got ${(cause as NodeJS.ErrnoException).code}. Make room or make it writable; the same plan goes on from its last save.`,
    { file },
    { cause },
  );

/**
 * Goes on with a log after a step: later records, and a line that breaks off, are cut away.
 *
 * @throws {DataError} if the log is missing, or has no record of that step
 */
export async function continueLog(
  file: string,
  step: number,
  onRecord: (record: TrainingRecord) => void = () => undefined,
): Promise<{ readonly log: LogWriter; readonly last: TrainingRecord | undefined }> {
  const handle = await open(file, "r+").catch((cause: unknown) => {
    throw new DataError(
      `trainProxy: ${file} must be the log of the run that goes on, got none. Put it back, or train in another folder.`,
      { file },
      { cause },
    );
  });
  try {
    const { end, begin, last } = await endOfStep(handle, file, step, onRecord);
    if ((last?.step ?? 0) !== step)
      throw new DataError(
        `trainProxy: ${file} must have a record of step ${step}, which the checkpoint is of, got ${last === undefined ? "none" : `${last.step} as the last before it`}. Put the whole log back, or train in another folder.`,
        { file },
      );
    await handle.truncate(end);
    return { log: await writerAt(file, handle, { end, last: begin }), last };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Reads a log from its beginning, in parts, until a record after the step. */
async function endOfStep(
  handle: FileHandle,
  file: string,
  step: number,
  onRecord: (record: TrainingRecord) => void,
): Promise<{ readonly end: number; readonly begin: number; readonly last: TrainingRecord | undefined }> {
  const block = Buffer.alloc(2 ** 20);
  let rest = Buffer.alloc(0);
  let [begin, end] = [0, 0];
  let line = 0;
  let last: TrainingRecord | undefined;
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(block, 0, block.length, at);
    if (bytesRead === 0) return { end, begin, last };
    at += bytesRead;
    rest = Buffer.concat([rest, block.subarray(0, bytesRead)]);
    let from = 0;
    for (let to = rest.indexOf(10); to !== -1; to = rest.indexOf(10, from)) {
      line += 1;
      if (line > 1) {
        const record = recordOf(rest.toString("utf8", from, to), file, line);
        if (record.step > step) return { end, begin, last };
        last = record;
        onRecord(record);
      }
      begin = end;
      end += to + 1 - from;
      from = to + 1;
    }
    rest = rest.subarray(from);
    if (rest.length > block.length) throw unreadable(file, line + 1, "a line of more than a megabyte");
  }
}

function recordOf(text: string, file: string, line: number): TrainingRecord {
  try {
    const record = JSON.parse(text);
    if (Number.isSafeInteger(record?.step)) return record;
  } catch {
    // Told below, with the place.
  }
  throw unreadable(file, line, shown(text));
}

const unreadable = (file: string, line: number, got: string) =>
  new DataError(
    `trainProxy: a line of a log must be one record, got ${got} at ${file}:${line}. Put the log back as it was, or train in another folder.`,
    { file, row: line },
  );
