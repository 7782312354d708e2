import type { Json, JsonObject } from "../wire/index.ts";

interface Entry {
  readonly count: number;
  readonly input: string;
  output: string | null;
}

/** What was executed in this session, kept in memory. */
export interface History {
  add(count: number, input: string): (output: string | null) => void;
  /** Answers a history_request. */
  answer(request: JsonObject): JsonObject;
}

const thisSession = 1;
const maximumEntries = 100_000;

/** Makes an empty history. The session number is 1: earlier sessions are not kept. */
export function createHistory(): History {
  const entries: Entry[] = [];
  return {
    add(count, input) {
      const entry: Entry = { count, input, output: null };
      entries.push(entry);
      if (entries.length > maximumEntries) entries.shift();
      return (output) => {
        entry.output = output;
      };
    },
    answer(request) {
      const found = select(entries, request);
      const shown = found.map(
        ({ count, input, output }): Json => [
          thisSession,
          count,
          request.output === true ? [input, output] : input,
        ],
      );
      return { status: "ok", history: shown };
    },
  };
}

function select(entries: readonly Entry[], request: JsonObject): readonly Entry[] {
  const n = typeof request.n === "number" && request.n > 0 ? request.n : undefined;
  const tail = (found: readonly Entry[]): readonly Entry[] => (n === undefined ? found : found.slice(-n));
  switch (request.hist_access_type) {
    case "range": {
      if (request.session !== 0 && request.session !== thisSession) return [];
      const start = typeof request.start === "number" ? request.start : 1;
      const stop = typeof request.stop === "number" ? request.stop : Number.POSITIVE_INFINITY;
      return entries.filter(({ count }) => count >= start && count < stop);
    }
    case "search": {
      const matches = globMatcher(typeof request.pattern === "string" ? request.pattern : "*");
      const found = entries.filter(({ input }) => matches(input));
      if (request.unique !== true) return tail(found);
      return tail([...new Map(found.map((entry) => [entry.input, entry])).values()]);
    }
    default:
      return tail(entries);
  }
}

function globMatcher(pattern: string): (text: string) => boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const expression = new RegExp(`^${source}$`, "s");
  return (text) => expression.test(text);
}
