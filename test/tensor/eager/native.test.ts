import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { nativeProblem, openNative } from "../../../src/tensor/eager/native.ts";
import { installedPackage } from "../../../src/tensor/installed.ts";

const home = mkdtempSync(join(tmpdir(), "mixlab-native-"));
after(() => rmSync(home, { recursive: true }));
const here = pathToFileURL(join(home, "main.js")).href;

/** Installs a package that consists of its description and of files by their path. */
function install(place: string, described: object, files: readonly string[] = []): void {
  const folder = join(home, "node_modules", place);
  for (const file of files) {
    mkdirSync(join(folder, file, ".."), { recursive: true });
    writeFileSync(join(folder, file), "");
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify(described));
}

const name = "@tensorflow/tfjs-node";

test("tfjs-node: a package that is missing, one that stands in for it, and one without its library are told apart", () => {
  assert.deepEqual(nativeProblem(name, installedPackage(name, here)), {
    reason: "@tensorflow/tfjs-node is not installed",
    remedy: "npm install @tensorflow/tfjs-node@4.22.0",
  });
  install(name, { name: "@tensorflow/tfjs", version: "4.22.0" });
  assert.match(
    nativeProblem(name, installedPackage(name, here))!.reason,
    /^@tensorflow\/tfjs 4\.22\.0 stands in for @tensorflow\/tfjs-node here \(an override in package\.json\)/,
  );
  install(name, { name, version: "4.22.0" });
  assert.match(nativeProblem(name, installedPackage(name, here))!.reason, /installed without its library/);
  install(name, { name, version: "4.22.0" }, ["lib/napi-v8/tfjs_binding.node"]);
  assert.equal(nativeProblem(name, installedPackage(name, here)), undefined);
});

test("tfjs-node: an engine that cannot be opened says why and what to try", async () => {
  await assert.rejects(
    openNative("tfjs-node-gpu", () => undefined),
    {
      name: "MissingEngine",
      engine: "tfjs-node-gpu",
      message:
        'openEngine: engine must be one that runs here, got "tfjs-node-gpu": @tensorflow/tfjs-node-gpu is not installed. Try: npm install @tensorflow/tfjs-node-gpu@4.22.0',
    },
  );
});
