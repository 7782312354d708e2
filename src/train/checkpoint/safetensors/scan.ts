import { maximumRank, maximumTensors } from "./types.ts";

const quote = 34;
const backslash = 92;
const colon = 58;
const deepest = 3;

interface Level {
  readonly keys: Set<string> | undefined;
  items: number;
}

/**
 * Looks over a header's text before it is parsed: `JSON.parse` would drop the first of two equal keys, and would take
 * memory for any depth and number of things. Gives what is wrong, or nothing; it does not check that the text is JSON.
 */
export function complaintOfHeader(text: string): string | undefined {
  const levels: Level[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const level = levels.at(-1);
    if (code === quote) {
      const end = endOfString(text, at);
      if (end === undefined) return "a text without its closing quote";
      const repeated = level?.keys && repeatedKey(text, at, end, level.keys);
      if (repeated !== undefined) return repeated;
      at = end;
    } else if (code === 123 || code === 91) {
      if (levels.length === deepest) return `brackets more than ${deepest} deep`;
      levels.push({ keys: code === 123 ? new Set() : undefined, items: 0 });
    } else if (code === 125 || code === 93) levels.pop();
    else if (code === 44 && level !== undefined && level.keys === undefined && ++level.items >= maximumRank)
      return `a list of more than ${maximumRank} numbers`;
  }
  return undefined;
}

function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) at++;
    else if (code === quote) return at;
  }
  return undefined;
}

function repeatedKey(text: string, start: number, end: number, keys: Set<string>): string | undefined {
  let after = end + 1;
  while (text.charCodeAt(after) <= 32) after++;
  if (text.charCodeAt(after) !== colon) return undefined;
  const key = plain(text.slice(start, end + 1));
  if (keys.has(key)) return `the key ${key} twice`;
  keys.add(key);
  return keys.size > maximumTensors + 1 ? `more than ${maximumTensors} tensors` : undefined;
}

/** One spelling for keys that differ in their escapes only. */
function plain(quoted: string): string {
  if (!quoted.includes("\\")) return quoted;
  try {
    return JSON.stringify(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
