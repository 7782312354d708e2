import { CellSyntaxError, type CompiledCell, type Compiler, type Place } from "./compiler.ts";
import { completenessOf } from "./completeness.ts";
import { parseCell } from "./parse.ts";
import { placesOf } from "./places.ts";
import { rewriteCell } from "./rewrite.ts";
import { readMappings } from "./source-map.ts";
import type { Typescript } from "./survey.ts";

/** Makes the compiler of cells upon the TypeScript API. Plain JavaScript is only rewritten; the rest is transpiled too. */
export function createCompiler(typescript: Typescript): Compiler {
  return {
    compile: (source) => compileCell(typescript, source),
    completeness: (source) => completenessOf(parseCell(typescript, source), source),
  };
}

/** Compiles cells of the common kinds once, so that the first cell of a notebook need not wait for it. */
export function warmUp(compiler: Compiler): void {
  for (const cell of [
    'import { a } from "a";\nconst { b, c = 1 } = await f(b);\nfunction f(x) { return x; }\nclass D {}\nf(b)',
    "interface A<T> { a: T }\nconst x: number = 1;\nasync function f<T>(a: T): Promise<T> { return a as T; }\nx!",
  ])
    compiler.compile(cell);
}

function compileCell(typescript: Typescript, source: string): CompiledCell {
  const file = parseCell(typescript, source);
  const [fault] = file.parseDiagnostics;
  const places = placesOf(source);
  if (fault && /^\s*\{.*\}\s*$/s.test(source)) {
    const literal = parseCell(typescript, `(${source})`);
    if (literal.parseDiagnostics.length === 0) return compileLiteral(typescript, source);
  }
  if (fault)
    throw new CellSyntaxError(
      typescript.flattenDiagnosticMessageText(fault.messageText, "\n"),
      places.place(fault.start),
    );
  const { pieces, imports, names, survey } = rewriteCell(typescript, file);
  const { script, toPieces } = survey.needsTranspile
    ? transpile(typescript, pieces.text)
    : { script: pieces.text, toPieces: (place: Place): Place | undefined => place };
  return {
    script,
    isAsync: survey.hasAwait,
    imports,
    names,
    locate(place) {
      const within = toPieces(place);
      const origin = within && pieces.origin(placesOf(pieces.text).offset(within));
      return origin === undefined ? undefined : places.place(origin);
    },
  };
}

/** Compiles a cell that is one object literal, which alone would parse as a block. */
function compileLiteral(typescript: Typescript, source: string): CompiledCell {
  const compiled = compileCell(typescript, `(${source})`);
  return {
    ...compiled,
    locate(place) {
      const found = compiled.locate(place);
      return found && (found.line === 1 ? { line: 1, column: found.column - 1 } : found);
    },
  };
}

function transpile(
  typescript: Typescript,
  text: string,
): { script: string; toPieces: (place: Place) => Place | undefined } {
  const { outputText, sourceMapText = "{}" } = typescript.transpileModule(text, {
    fileName: "cell.ts",
    compilerOptions: {
      target: typescript.ScriptTarget.ES2023,
      module: typescript.ModuleKind.ESNext,
      sourceMap: true,
      verbatimModuleSyntax: true,
      useDefineForClassFields: true,
    },
  });
  let lookUp: ((place: Place) => Place | undefined) | undefined;
  return {
    script: outputText.replace(/\/\/# sourceMappingURL=.*$/m, ""),
    toPieces(place) {
      lookUp ??= readMappings(String((JSON.parse(sourceMapText) as { mappings?: string }).mappings ?? ""));
      return lookUp(place);
    },
  };
}
