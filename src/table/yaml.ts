import type { Document, LineCounter } from "yaml";
import { DataError } from "./errors.ts";

/** YAML that was read, with the module that can look into it. */
export interface YamlText {
  readonly yaml: typeof import("yaml");
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/**
 * Reads YAML for the function named by `where`.
 *
 * @throws {DataError} naming the file and line: longer than `maximumCharacters`, or no YAML
 * @example const { document } = await parseYaml("fromYaml", text, { file: "n1.yaml", maximumCharacters: 1e6 })
 */
export async function parseYaml(
  where: string,
  text: string,
  { file, maximumCharacters }: { readonly file: string; readonly maximumCharacters: number },
): Promise<YamlText> {
  if (text.length > maximumCharacters)
    throw new DataError(
      `${where}: ${file} must have at most ${maximumCharacters} characters, got ${text.length}.`,
      { file },
    );
  const yaml = await import("yaml"); // 40 ms: only for those who read YAML
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) {
    const row = error.linePos?.[0].line ?? 1;
    const said = error.message.split("\n")[0].replace(/ at line \d+, column \d+:?$/, "");
    throw new DataError(
      `${where}: ${file} must be YAML, got at line ${row}: ${said}`,
      { file, row },
      { cause: error },
    );
  }
  return { yaml, document, lines };
}
