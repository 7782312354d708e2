// What the build rests on, as one hash: paths, sizes and times of the sources, and the installed packages.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const stamp = join(root, "dist/.mixlab-build");
export const sourceFolders = ["src", "kernels", "scripts", "test"];

export const readStamp = (path) => (existsSync(path) ? readFileSync(path, "utf8") : "");

function* sources(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* sources(path);
    else if (/(?<!\.generated)\.(ts|mjs)$/.test(entry.name)) yield path;
  }
}

function fingerprint() {
  const hash = createHash("sha256").update(readStamp(join(root, "node_modules/.mixlab-lock")));
  for (const path of ["tsconfig.json", ...sourceFolders.flatMap((folder) => [...sources(folder)])].sort()) {
    const { mtimeMs, size } = statSync(join(root, path));
    hash.update(`${path}:${mtimeMs}:${size}\n`);
  }
  return hash.digest("hex");
}

/** Whether dist/ is what the sources give. */
export const isBuilt = () => readStamp(stamp) === fingerprint();

/** Notes that dist/ is what the sources give now. */
export function noteBuilt() {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, fingerprint());
}
