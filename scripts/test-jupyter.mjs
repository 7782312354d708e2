// Runs the tests that need Python: our kernel under Jupyter's own programs. Makes .venv with pinned packages first.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { preparePython, root, runPytest } from "./python-environment.mjs";

const name = "test:jupyter";
const python = preparePython({ name, folder: ".venv", requirements: "test/jupyter/requirements.txt" });
const home = mkdtempSync(join(tmpdir(), "mixlab-jupyter-"));
try {
  const { installKernelSpec } = await import(
    pathToFileURL(join(root, "dist/kernels/mixlab/kernelspec.js")).href
  );
  installKernelSpec({ prefix: join(root, ".venv") });
  const env = {
    PYDEVD_DISABLE_FILE_VALIDATION: "1",
    // The user's own settings and kernels must not decide what is tested.
    JUPYTER_CONFIG_DIR: join(home, "config"),
    JUPYTER_DATA_DIR: join(home, "data"),
    JUPYTER_RUNTIME_DIR: join(home, "runtime"),
    IPYTHONDIR: join(home, "ipython"),
  };
  runPytest({ name, python, folder: "test/jupyter", asked: process.argv.slice(2), env });
} finally {
  rmSync(home, { recursive: true, force: true });
}
