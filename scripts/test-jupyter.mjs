// Runs the tests that need Python: our kernel under Jupyter's own programs. Makes .venv with pinned packages first.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const lowest = [3, 11];
const folder = join(root, ".venv");
const python = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
const requirements = join(root, "test/jupyter/requirements.txt");
const stamp = join(folder, ".mixlab-requirements");

function stop(message) {
  console.error(`test:jupyter: ${message}`);
  console.log("0 passed, 1 failed, 0 skipped");
  process.exit(1);
}

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], ...options });
  if (result.error !== undefined && result.error.code !== "ENOENT")
    stop(`${command}: ${result.error.message}`);
  return result;
}

/** The Python to make the environment with: PYTHON, or the first of the usual names that is new enough. */
function findPython() {
  const names = process.env.PYTHON
    ? [process.env.PYTHON]
    : ["python3", "python3.13", "python3.12", "python3.11", "python"];
  const found = [];
  for (const name of names) {
    const probe = "import sys, venv, ensurepip; print(*sys.version_info[:2])";
    const result = run(name, ["-c", probe], { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
    if (result.status !== 0) {
      const why = result.error ? "not found" : result.stderr.trim().split("\n").at(-1);
      found.push(`${name}: ${why}`);
      continue;
    }
    const [major, minor] = result.stdout.trim().split(" ").map(Number);
    if (major > lowest[0] || (major === lowest[0] && minor >= lowest[1])) return name;
    found.push(`${name}: ${major}.${minor}`);
  }
  return stop(
    `needs Python ${lowest.join(".")} or later with venv and ensurepip (Debian: apt-get install python3 python3-venv; ` +
      `or set PYTHON). Tried ${found.join("; ")}.`,
  );
}

function prepare() {
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const maker = findPython();
  console.log("test:jupyter: making .venv and installing the pinned packages …");
  rmSync(folder, { recursive: true, force: true });
  if (run(maker, ["-m", "venv", folder]).status !== 0) stop(`${maker} -m venv .venv failed (see above)`);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements];
  if (run(python, pip).status !== 0) stop("pip could not install test/jupyter/requirements.txt (see above)");
  writeFileSync(stamp, wanted);
}

/** Counts as test/jupyter/conftest.py wrote them; a run that did not come to its end counts as a failure. */
function counts(record) {
  return existsSync(record) ? JSON.parse(readFileSync(record, "utf8")) : { passed: 0, failed: 1, skipped: 0 };
}

prepare();
const home = mkdtempSync(join(tmpdir(), "mixlab-jupyter-"));
try {
  const { installKernelSpec } = await import(
    pathToFileURL(join(root, "dist/kernels/mixlab/kernelspec.js")).href
  );
  installKernelSpec({ prefix: folder });
  const record = join(home, "counts.json");
  const env = {
    ...process.env,
    MIXLAB_NODE: process.execPath,
    MIXLAB_COUNTS: record,
    PYDEVD_DISABLE_FILE_VALIDATION: "1",
    // The user's own settings and kernels must not decide what is tested.
    JUPYTER_CONFIG_DIR: join(home, "config"),
    JUPYTER_DATA_DIR: join(home, "data"),
    JUPYTER_RUNTIME_DIR: join(home, "runtime"),
    IPYTHONDIR: join(home, "ipython"),
  };
  const asked = process.argv.slice(2);
  const where = asked.some((word) => !word.startsWith("-")) ? [] : ["test/jupyter"];
  const args = ["-m", "pytest", ...where, ...asked];
  const { status } = run(python, args, { env });
  const { passed, failed, skipped } = counts(record);
  const none = passed + failed === 0;
  if (none) console.log("test:jupyter: no test ran");
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = status === 0 && !none ? 0 : 1;
} finally {
  rmSync(home, { recursive: true, force: true });
}
