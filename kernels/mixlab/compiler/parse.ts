import type * as ts from "typescript";
import type { Typescript } from "./survey.ts";

/** A parsed cell, with what the parser found wrong. */
export interface Parsed extends ts.SourceFile {
  readonly parseDiagnostics: readonly ts.DiagnosticWithLocation[];
}

/** Parses a cell as a module, in which `await` is a keyword at top level. */
export function parseCell(typescript: Typescript, source: string): Parsed {
  const markAsModule = (file: ts.SourceFile): void => {
    (file as { externalModuleIndicator?: unknown }).externalModuleIndicator = true;
  };
  const options = {
    languageVersion: typescript.ScriptTarget.ESNext,
    setExternalModuleIndicator: markAsModule,
  };
  return typescript.createSourceFile("cell.ts", source, options, true) as Parsed;
}
