import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Notebook } from "./document.ts";
import { printNotebook } from "./print.ts";

/** Writes a file whole or not at all: under a temporary name first, then renamed. Makes the folder it lies in. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Writes a notebook as Jupyter would, whole or not at all. */
export async function writeNotebook(file: string, notebook: Notebook): Promise<void> {
  await writeWhole(file, printNotebook(notebook));
}
