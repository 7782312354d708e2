// Python environments of the project: made once from pinned packages, used by the tests and benchmarks that need a peer.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const lowest = [3, 11];

/** Tells why a run cannot go on, as a failure that counts. */
function stop(name, message) {
  console.error(`${name}: ${message}`);
  console.log("0 passed, 1 failed, 0 skipped");
  process.exit(1);
}

function run(name, command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], ...options });
  if (result.error !== undefined && result.error.code !== "ENOENT")
    stop(name, `${command}: ${result.error.message}`);
  return result;
}

/** The Python to make an environment with: PYTHON, or the first of the usual names that is new enough. */
function findPython(name) {
  const names = process.env.PYTHON
    ? [process.env.PYTHON]
    : ["python3", "python3.13", "python3.12", "python3.11", "python"];
  const found = [];
  for (const command of names) {
    const probe = "import sys, venv, ensurepip; print(*sys.version_info[:2])";
    const result = run(name, command, ["-c", probe], { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
    if (result.status !== 0) {
      const why = result.error ? "not found" : result.stderr.trim().split("\n").at(-1);
      found.push(`${command}: ${why}`);
      continue;
    }
    const [major, minor] = result.stdout.trim().split(" ").map(Number);
    if (major > lowest[0] || (major === lowest[0] && minor >= lowest[1])) return command;
    found.push(`${command}: ${major}.${minor}`);
  }
  return stop(
    name,
    `needs Python ${lowest.join(".")} or later with venv and ensurepip (Debian: apt-get install python3 python3-venv; ` +
      `or set PYTHON). Tried ${found.join("; ")}.`,
  );
}

/**
 * The interpreter of an environment, made first where it is missing or its list of packages has changed.
 *
 * `name` opens messages, `folder` and `requirements` are paths from the root.
 */
export function preparePython({ name, folder, requirements }) {
  const home = join(root, folder);
  const python = join(home, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const stamp = join(home, ".mixlab-requirements");
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, requirements)))
    .digest("hex");
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return python;
  const maker = findPython(name);
  console.error(`${name}: making ${folder} and installing the pinned packages …`);
  rmSync(home, { recursive: true, force: true });
  if (run(name, maker, ["-m", "venv", home]).status !== 0)
    stop(name, `${maker} -m venv ${folder} failed (see above)`);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements];
  if (run(name, python, pip, { stdio: ["ignore", 2, 2] }).status !== 0)
    stop(name, `pip could not install ${requirements} (see above)`);
  writeFileSync(stamp, wanted);
  return python;
}

/**
 * Runs pytest on a folder, or on what `asked` names, and prints the counts that pytest_counts.py wrote; a run
 * that did not come to its end counts as a failure. Sets the exit code.
 */
export function runPytest({ name, python, folder, asked, env = {} }) {
  const home = mkdtempSync(join(tmpdir(), "mixlab-pytest-"));
  try {
    const record = join(home, "counts.json");
    const where = asked.some((word) => !word.startsWith("-")) ? [] : [folder];
    const { status } = run(name, python, ["-m", "pytest", "-p", "pytest_counts", ...where, ...asked], {
      env: {
        ...process.env,
        MIXLAB_NODE: process.execPath,
        MIXLAB_COUNTS: record,
        PYTHONPATH: [join(root, "scripts"), process.env.PYTHONPATH].filter(Boolean).join(delimiter),
        ...env,
      },
    });
    const { passed, failed, skipped } = existsSync(record)
      ? JSON.parse(readFileSync(record, "utf8"))
      : { passed: 0, failed: 1, skipped: 0 };
    const none = passed + failed === 0;
    if (none) console.log(`${name}: no test ran`);
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
    process.exitCode = status === 0 && !none ? 0 : 1;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
