import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { MessagePort } from "node:worker_threads";
import type * as ts from "typescript";
import { isOwnMissing } from "./own-package.ts";

/*
 * Node's loader calls these on a thread of its own. Local TypeScript modules are found with their suffix, without it,
 * or under the name of their output; they are transpiled, and loaded anew under a new generation when one changed.
 */
interface Resolved {
  readonly url: string;
  readonly format?: string;
  readonly shortCircuit?: boolean;
}
type NextResolve = (specifier: string, context: object) => Promise<Resolved>;
type NextLoad = (url: string, context: object) => Promise<object>;

let port: MessagePort;
let generation: Int32Array;
let typescript: typeof ts | undefined;

export function initialize(data: { readonly port: MessagePort; readonly generation: Int32Array }): void {
  ({ port, generation } = data);
}

export async function resolve(
  specifier: string,
  context: { readonly parentURL?: string },
  next: NextResolve,
): Promise<Resolved> {
  const file = localFile(specifier, context.parentURL);
  if (file === undefined)
    return next(specifier, context).catch((error: unknown) => {
      if (!isOwnMissing(specifier, error)) throw error;
      return next(specifier, { ...context, parentURL: import.meta.url });
    });
  const path = fileURLToPath(file);
  port.postMessage([path, statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0]);
  return { url: `${file}?cell=${Atomics.load(generation, 0)}`, format: "module", shortCircuit: true };
}

export async function load(url: string, context: object, next: NextLoad): Promise<object> {
  if (!/\.m?ts\?cell=\d+$/.test(url)) return next(url, context);
  typescript ??= createRequire(import.meta.url)("typescript") as typeof ts;
  const file = fileURLToPath(url.replace(/\?.*$/, ""));
  const { outputText } = typescript.transpileModule(readFileSync(file, "utf8"), {
    fileName: file,
    compilerOptions: {
      target: typescript.ScriptTarget.ES2023,
      module: typescript.ModuleKind.ESNext,
      inlineSourceMap: true,
      useDefineForClassFields: true,
    },
  });
  return { format: "module", source: outputText, shortCircuit: true };
}

function localFile(specifier: string, parent: string | undefined): string | undefined {
  const isLocal = /^(?:\.{1,2}\/|\/|file:)/.test(specifier);
  if (!isLocal || !parent?.startsWith("file:") || specifier.includes("/node_modules/")) return undefined;
  const { href } = new URL(specifier, parent);
  if (href.includes("/node_modules/")) return undefined;
  if (/\.m?ts$/.test(href)) return href;
  const swapped = href.replace(/\.(m?)js$/, ".$1ts");
  const candidates = swapped === href ? [`${href}.ts`, `${href}/index.ts`] : [swapped];
  if (isFile(href)) return undefined;
  return candidates.find(isFile);
}

function isFile(url: string): boolean {
  return statSync(fileURLToPath(url), { throwIfNoEntry: false })?.isFile() === true;
}
