import type { JsonObject } from "../wire/index.ts";

/** Answers a complete_request without suggestions. */
export function completeNothing({ cursor_pos: cursor }: JsonObject): JsonObject {
  const at = typeof cursor === "number" ? cursor : 0;
  return { status: "ok", matches: [], cursor_start: at, cursor_end: at, metadata: {} };
}

/** Answers an inspect_request with nothing found. */
export function inspectNothing(): JsonObject {
  return { status: "ok", found: false, data: {}, metadata: {} };
}
