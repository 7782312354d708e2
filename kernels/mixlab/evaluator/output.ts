import { AsyncLocalStorage } from "node:async_hooks";
import process from "node:process";
import { StringDecoder } from "node:string_decoder";

/** Knows which cell caused what is running, across promises, timers and callbacks. */
export interface Cause {
  /** Makes a cell the cause of everything that follows from here. */
  enter(cell: number): void;
  /** The cell that caused what is running; the newest cell where that is unknown, 0 before the first. */
  current(): number;
}

/** Makes the tracker of causes. */
export function createCause(): Cause {
  const storage = new AsyncLocalStorage<number>();
  let newest = 0;
  return {
    enter(cell) {
      newest = cell;
      storage.enterWith(cell);
    },
    current: () => storage.getStore() ?? newest,
  };
}

/** Sends what cells write to the standard streams to the notebook; what no cell caused goes to the terminal. */
export function captureStreams(
  cause: Cause,
  send: (cell: number, name: "stdout" | "stderr", text: string) => void,
): void {
  for (const name of ["stdout", "stderr"] as const) {
    const stream = process[name];
    const original = stream.write.bind(stream);
    const decoder = new StringDecoder("utf8");
    const write = (chunk: unknown, encoding?: unknown, callback?: unknown): boolean => {
      const cell = cause.current();
      if (cell === 0) return (original as (...parts: unknown[]) => boolean)(chunk, encoding, callback);
      const isText = typeof chunk === "string";
      const isPlain = isText && (typeof encoding !== "string" || /^utf-?8$/i.test(encoding));
      const bytes = isText
        ? Buffer.from(chunk, encoding as BufferEncoding)
        : Buffer.from(chunk as Uint8Array);
      const text = isPlain ? (chunk as string) : decoder.write(bytes);
      if (text !== "") send(cell, name, text);
      const done = typeof encoding === "function" ? encoding : callback;
      if (typeof done === "function") process.nextTick(done as () => void);
      return true;
    };
    stream.write = write as typeof stream.write;
  }
}
