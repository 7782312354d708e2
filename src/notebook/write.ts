import { writeWhole } from "../dataset/index.ts";
import type { Notebook } from "./document.ts";
import { printNotebook } from "./print.ts";

/** Writes a notebook as Jupyter would, whole or not at all. */
export async function writeNotebook(file: string, notebook: Notebook): Promise<void> {
  await writeWhole(file, printNotebook(notebook));
}
