import { writeSync } from "node:fs";

/** Writes one line to the kernel's own log, its terminal. Synchronous, since the main thread may be busy. */
export function log(text: string): void {
  try {
    writeSync(2, `mixlab kernel: ${text}\n`);
  } catch {
    // A closed terminal is no reason to end.
  }
}
