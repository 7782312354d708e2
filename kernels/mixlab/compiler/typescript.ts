import { createRequire } from "node:module";
import type { Typescript } from "./survey.ts";

/** Loads the TypeScript API; it takes a third of a second, so the sockets are bound before. */
export function loadTypescript(): Typescript {
  return createRequire(import.meta.url)("typescript") as Typescript;
}
