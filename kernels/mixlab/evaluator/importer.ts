import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { constants, Script } from "node:vm";
import { type CellImport, hookName } from "../compiler/index.ts";
import { createLocalModules } from "./local-modules.ts";
import { isOwnMissing, ownUrl, requireWithOwn } from "./own-package.ts";

type Import = (
  specifier: string,
  options?: { readonly with?: Readonly<Record<string, string>> },
) => Promise<object>;

/** Imports modules for cells, as a module in the notebook's folder would. */
export interface Importer {
  /** Carries out an `import` statement: the names become properties of the global object. */
  bind(statement: CellImport): Promise<void>;
}

/** Makes the importer of a folder and gives cells `require`, `__dirname`, `__filename` and what `import.meta` stands for. */
export function createImporter(folder: string): Importer {
  const file = join(folder, notebookName());
  const load = new Script("(specifier, options) => import(specifier, options)", {
    filename: file,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext() as Import;
  const local = createLocalModules();
  const importModule: Import = async (specifier, given) => {
    local.refresh(specifier);
    const isJson = /\.json$/i.test(specifier) && given?.with === undefined;
    const options = isJson ? { with: { type: "json" } } : given;
    try {
      return await load(specifier, options);
    } catch (error) {
      if (!isOwnMissing(specifier, error)) throw error;
      return load(ownUrl(specifier), options);
    }
  };
  const require = requireWithOwn(createRequire(file));
  const url = pathToFileURL(file).href;
  const resolve = (specifier: string): string => {
    const found = require.resolve(specifier);
    return found.startsWith("/") || /^[a-z]:\\/i.test(found) ? pathToFileURL(found).href : found;
  };
  const meta = Object.assign(Object.create(null), { url, dirname: folder, filename: file, resolve });
  define(hookName, Object.freeze({ import: importModule, meta }));
  define("require", require);
  define("__dirname", folder);
  define("__filename", file);
  return {
    async bind({ specifier, attributes, bindings, namespace }) {
      const hasAttributes = Object.keys(attributes).length > 0;
      const module = await importModule(specifier, hasAttributes ? { with: attributes } : undefined);
      if (namespace) define(namespace, module, true);
      for (const [local, exported] of Object.entries(bindings))
        bindName(local, exported, { module, specifier });
    },
  };
}

function notebookName(): string {
  const name = process.env.JPY_SESSION_NAME?.split(/[\\/]/).at(-1);
  return name?.endsWith(".ipynb") ? name : "notebook.ipynb";
}

function define(name: string, value: unknown, isEnumerable = false): void {
  if (isFixed(name)) {
    Reflect.set(globalThis, name, value);
    return;
  }
  Object.defineProperty(globalThis, name, {
    value,
    enumerable: isEnumerable,
    writable: true,
    configurable: true,
  });
}

/** Scripts declare `var` and functions in a way that allows assignment and nothing else. */
function isFixed(name: string): boolean {
  return Object.getOwnPropertyDescriptor(globalThis, name)?.configurable === false;
}

function bindName(
  local: string,
  exported: string,
  { module, specifier }: { module: object; specifier: string },
): void {
  const fallback: unknown = Reflect.get(module, "default");
  const holder = [module, fallback].find(
    (found): found is object => typeof found === "object" && found !== null && exported in found,
  );
  if (holder) {
    define(local, Reflect.get(holder, exported), true);
    return;
  }
  if (isFixed(local)) {
    define(local, undefined);
    return;
  }
  // The name may be that of a type, which leaves no trace at run time: complain only where it is used as a value.
  const names = Object.keys(module).join(", ").slice(0, 200);
  const missing = `import: ${JSON.stringify(specifier)} must export ${exported}, got only ${names}`;
  Object.defineProperty(globalThis, local, {
    get: () => {
      throw new ReferenceError(missing);
    },
    configurable: true,
    enumerable: false,
  });
}

/** Makes sure that names a cell declares can be assigned, whatever the global object holds under them. */
export function freeNames(names: readonly string[]): void {
  for (const name of names) {
    const found = Object.getOwnPropertyDescriptor(globalThis, name);
    if (found?.configurable && (found.get || found.set || !found.writable)) define(name, undefined, true);
  }
}
