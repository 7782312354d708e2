// Runs the Node-only tests under every supported line of Node, each taken from the npm package `node`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const lines = ["20.19.0", "22.23.3", "24.21.0"];
const totals = { passed: 0, failed: 0, skipped: 0 };

function nodeOf(line) {
  const home = join(root, "out/nodes", line);
  const binary = join(home, "node_modules/node/bin", process.platform === "win32" ? "node.exe" : "node");
  if (!existsSync(binary)) {
    mkdirSync(home, { recursive: true });
    const args = [
      "install",
      "--prefix",
      home,
      "--no-audit",
      "--no-fund",
      "--no-save",
      "--loglevel=error",
      // The package `node` puts its binary in place while it is installed; .npmrc has it otherwise for all else.
      "--ignore-scripts=false",
      `node@${line}`,
    ];
    spawnSync("npm", args, { stdio: "inherit", shell: process.platform === "win32" });
  }
  return binary;
}

for (const line of lines) {
  const binary = nodeOf(line);
  if (!existsSync(binary)) {
    console.log(`test-nodes: Node ${line} could not be installed from the npm package "node"`);
    totals.failed += 1;
    continue;
  }
  const version = spawnSync(binary, ["--version"], { encoding: "utf8" }).stdout.trim();
  const { stdout, status } = spawnSync(binary, ["scripts/test.mjs", ...process.argv.slice(2)], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const [, passed, failed, skipped] = /(\d+) passed, (\d+) failed, (\d+) skipped\s*$/.exec(stdout) ?? [
    0, 0, 1, 0,
  ];
  if (status !== 0)
    console.log(
      stdout
        .split("\n")
        .filter((text) => !text.startsWith("✔"))
        .join("\n"),
    );
  console.log(`test-nodes: Node ${version}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  totals.passed += Number(passed);
  totals.failed += Math.max(Number(failed), status === 0 ? 0 : 1);
  totals.skipped += Number(skipped);
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed > 0 ? 1 : 0;
