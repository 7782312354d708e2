// Prints the notebooks that must run, with the data sets that each lacks here, as JSON.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { isAvailable } from "../../src/dataset/index.ts";
import { parseNotebook, wantedBy } from "../../src/notebook/index.ts";

const root = join(import.meta.dirname, "../../..");

function notebooksBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ipynb") && !name.includes(".ipynb_checkpoints"))
    .map((name) => join(root, folder, name))
    .sort();
}

const has = (folder: string): boolean => readdirSync(root).includes(folder);
const samples = notebooksBelow("test/notebook/samples").filter((file) => !file.endsWith("failing.ipynb"));
const plans = [];
for (const file of [...samples, ...(has("notebooks") ? notebooksBelow("notebooks") : [])]) {
  const missing = [];
  for (const name of wantedBy(parseNotebook(readFileSync(file, "utf8"), file), file).data)
    if (!(await isAvailable(name))) missing.push(name);
  plans.push({ file, name: relative(root, file).split(sep).join("/"), missing });
}
console.log(JSON.stringify(plans));
