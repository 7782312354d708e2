// Compiles AssemblyScript to WebAssembly, and writes the bytes as a TypeScript module beside its source's folder, so
// that they are there wherever the compiled code runs. Does nothing where the outcome is newer than the source.
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const kernels = ["grower", "scorer"].map((name) => [
  `src/regress/gbdt/assembly/${name}.ts`,
  `src/regress/gbdt/${name}.generated.ts`,
]);
const flags = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--importMemory"];

for (const [source, target] of kernels) {
  const age = (path) => (existsSync(join(root, path)) ? statSync(join(root, path)).mtimeMs : 0);
  if (age(target) > Math.max(age(source), age("scripts/build-assembly.mjs"))) continue;
  const { main } = await import("assemblyscript/asc");
  let bytes;
  const { error, stderr } = await main([source, ...flags, "--outFile", "scorer.wasm"], {
    readFile: (name) => (existsSync(join(root, name)) ? readFileSync(join(root, name), "utf8") : null),
    writeFile: (_, content) => {
      bytes = content;
    },
    listFiles: () => [],
  });
  if (error) {
    console.error(`build-assembly: ${source}: ${error.message}\n${stderr}`);
    process.exit(1);
  }
  const lines = Buffer.from(bytes)
    .toString("base64")
    .match(/.{1,104}/g);
  const text = `// Made from ${source} by scripts/build-assembly.mjs.\nexport const bytes: string =\n${lines.map((line) => `  "${line}"`).join(" +\n")};\n`;
  writeFileSync(join(root, target), text);
}
