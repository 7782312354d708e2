import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import type { KernelCommand } from "../../src/notebook/client.ts";
import { type Cell, cellId, type Notebook } from "../../src/notebook/document.ts";
import { printNotebook } from "../../src/notebook/print.ts";

/** The fake kernel of this folder. */
export const fakeKernel: KernelCommand = {
  argv: [process.execPath, fileURLToPath(new URL("./fake-kernel.js", import.meta.url)), "{connection_file}"],
};

/** A notebook of code cells; a source that begins with `#` makes a text cell. */
export function notebookOf(sources: readonly string[], metadata: Record<string, unknown> = {}): Notebook {
  const cells = sources.map((source, at): Cell => {
    const common = { id: cellId(at, source), metadata: {}, source };
    if (source.startsWith("#")) return { ...common, cell_type: "markdown" };
    return { ...common, cell_type: "code", execution_count: null, outputs: [] };
  });
  return { cells, metadata, nbformat: 4, nbformat_minor: 5 };
}

/** A folder that goes with the test. */
export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "mixlab-test-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a notebook into a folder and gives its path. */
export function saved(folder: string, name: string, notebook: Notebook): string {
  const file = join(folder, name);
  writeFileSync(file, printNotebook(notebook));
  return file;
}
