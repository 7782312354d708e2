import process from "node:process";
import { StringDecoder } from "node:string_decoder";
import type { Cause } from "./cause.ts";

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
