// tfjs-core registers its gradients only from ES modules that Node cannot load as they stand (no suffixes in their imports),
// so they are joined into one file that Node can load: dist/vendor/tfjs-gradients.js.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = join(root, "dist/vendor");
const made = join(folder, "tfjs-gradients.js");
const stamp = join(folder, ".made-from");

/** Finds relative imports as a bundler would: as they are, with .js, or as a folder's index.js. */
const findWithoutSuffix = {
  name: "find-without-suffix",
  resolveId(id, importer) {
    if (!id.startsWith(".") || importer === undefined) return null;
    const path = join(dirname(importer), id);
    return [path, `${path}.js`, join(path, "index.js")].find(
      (file) => file.endsWith(".js") && existsSync(file),
    );
  },
};

/** Writes dist/vendor/tfjs-gradients.js where it is missing or made from another version of tfjs-core. */
export async function bundleGradients() {
  const core = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-core/package.json"));
  const { version } = JSON.parse(readFileSync(join(core, "package.json"), "utf8"));
  if (existsSync(made) && existsSync(stamp) && readFileSync(stamp, "utf8") === version) return;
  const { rollup } = await import("@rollup/wasm-node");
  const bundle = await rollup({
    input: join(core, "dist/register_all_gradients.js"),
    external: (id) => !/^[./]/.test(id),
    plugins: [findWithoutSuffix],
    onwarn(warning) {
      if (!["CIRCULAR_DEPENDENCY", "THIS_IS_UNDEFINED", "SOURCEMAP_BROKEN"].includes(warning.code))
        throw new Error(`bundle-gradients: ${warning.message}`);
    },
  });
  const { output } = await bundle.generate({ format: "es" });
  await bundle.close();
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${made}.new`, output[0].code);
  renameSync(`${made}.new`, made);
  writeFileSync(stamp, version);
}
