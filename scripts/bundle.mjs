// Joins the compiled modules into few files, since opening hundreds takes most of the time of `import "mixlab"`.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const dist = join(dirname(fileURLToPath(import.meta.url)), "../dist");
const folder = join(dist, "bundle");
const stamp = join(folder, ".made-from");

function* modulesBelow(path) {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) yield* modulesBelow(inner);
    else if (entry.name.endsWith(".js")) yield inner;
  }
}

/** What the bundle rests on, as one hash. */
function madeFrom() {
  const hash = createHash("sha256").update(readFileSync(fileURLToPath(import.meta.url)));
  for (const path of ["src", "kernels"].flatMap((name) => [...modulesBelow(join(dist, name))]).sort())
    hash.update(relative(dist, path)).update("\0").update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}

const core = "@tensorflow/tfjs-core";

/** tfjs-core is required, not imported: to learn its names Node would read 1.2 MB of it letter by letter, 0.1 s. */
const requireCore = {
  name: "require-core",
  resolveId: (id) => (id === core ? { id: `\0${core}`, syntheticNamedExports: true } : null),
  load: (id) =>
    id === `\0${core}`
      ? `import { createRequire } from "node:module"; export default createRequire(import.meta.url)("${core}");`
      : null,
};

/** Each module goes on to find its neighbours (workers, the package's folder) where it was compiled to. */
const keepPlaces = {
  name: "keep-places",
  resolveImportMeta(property, { moduleId }) {
    if (property !== "url" || moduleId.startsWith("\0")) return null;
    const place = `../${relative(dist, moduleId).split(sep).join("/")}`;
    return `new URL(${JSON.stringify(place)}, import.meta.url).href`;
  },
};

/** Writes dist/bundle anew where what it was made from has changed. */
export async function bundle() {
  const hash = madeFrom();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  const { rollup } = await import("@rollup/wasm-node");
  const made = await rollup({
    input: { index: join(dist, "src/index.js"), cli: join(dist, "src/cli/main.js") },
    external: (id) => !/^[./\0]/.test(id) && id !== core && !id.startsWith(dist),
    treeshake: false,
    preserveEntrySignatures: "strict",
    plugins: [requireCore, keepPlaces],
    onwarn(warning) {
      // TypeScript's helper for `using` asks for a `this` that modules do not have, and does without.
      if (warning.code !== "THIS_IS_UNDEFINED") throw new Error(`bundle: ${warning.message}`);
    },
  });
  const fresh = join(dist, ".bundle");
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  await made.write({ dir: fresh, format: "es", chunkFileNames: "[name]-[hash].js" });
  await made.close();
  writeFileSync(join(fresh, ".made-from"), hash);
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
}
