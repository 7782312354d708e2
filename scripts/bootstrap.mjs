// Brings a clone to the point where its commands run: packages as locked, and a current build.
// Does nothing, quickly, when nothing changed. Uses Node alone, since it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isBuilt, readStamp } from "./fingerprint.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const lowest = [20, 19];

function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > lowest[0] || (major === lowest[0] && minor >= lowest[1])) return;
  console.error(
    `mixlab needs Node ${lowest.join(".")} or later, got ${process.versions.node}. Install a newer Node.`,
  );
  process.exit(1);
}

const stampOf = (name) => join(root, name);

function step(title, command, args) {
  console.error(`mixlab: ${title} …`);
  const started = Date.now();
  const shell = process.platform === "win32" && command !== process.execPath;
  const result = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2], shell });
  if (result.status !== 0) {
    console.error(
      `mixlab: ${title} failed (${command} ${args.join(" ")}): ${result.error?.message ?? `exit ${result.status}`}`,
    );
    process.exit(1);
  }
  console.error(`mixlab: ${title} done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** Whether `npm ci` or `npm install` has already put the locked versions in place. */
function isInstalled() {
  const hidden = stampOf("node_modules/.package-lock.json");
  if (!existsSync(hidden)) return false;
  const installed = JSON.parse(readFileSync(hidden, "utf8")).packages;
  const locked = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  return Object.entries(locked).every(
    ([path, entry]) =>
      path === "" || entry.optional || entry.peer || installed[path]?.version === entry.version,
  );
}

function installIfStale() {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const stamp = stampOf("node_modules/.mixlab-lock");
  if (readStamp(stamp) === lock) return;
  if (!isInstalled())
    step("installing packages", "npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  writeFileSync(stamp, lock);
}

function buildIfStale() {
  if (!isBuilt()) step("building", process.execPath, ["scripts/build.mjs"]);
}

/** Stock tslab looks for a package only in node_modules; our own kernel needs no such link. */
function linkSelf() {
  const link = stampOf("node_modules/mixlab");
  if (existsSync(link)) return;
  try {
    symlinkSync(root, link, "junction");
  } catch (error) {
    console.error(
      `mixlab: could not link ${link} (${error.code}); notebooks will not find mixlab under tslab`,
    );
  }
}

requireNode();
installIfStale();
linkSelf();
buildIfStale();
