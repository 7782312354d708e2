import type { Completeness } from "./compiler.ts";
import type { Parsed } from "./parse.ts";

/** Diagnostic codes of TypeScript for texts that end within a comment or a template. */
const unterminated = new Set([1010, 1160]);

/** Judges whether a text may be run, wants another line, or cannot become right by more text. */
export function completenessOf({ parseDiagnostics: faults }: Parsed, source: string): Completeness {
  const end = source.trimEnd().length;
  if (faults.length === 0) return { status: "complete" };
  const first = faults.find(({ start, code }) => start < end && !unterminated.has(code));
  if (first) return { status: "invalid" };
  const lastLine = source.trimEnd().split("\n").at(-1) ?? "";
  const indent = /^\s*/.exec(lastLine)?.[0] ?? "";
  return { status: "incomplete", indent: /[[({]$/.test(lastLine) ? `${indent}  ` : indent };
}
