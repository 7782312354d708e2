"""What the tests against Jupyter's own programs share: where things are, and how a missing tool is told."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "test/notebook/samples"
KERNEL = "mixlab"
NODE = os.environ.get("MIXLAB_NODE") or shutil.which("node") or "node"


def missing(tool: str, remedy: str) -> None:
    """Skips a test for want of a tool; on CI, where every tool must be, it fails."""
    message = f"missing tool: {tool}. {remedy}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def node(script: str, *arguments: object, timeout: float = 300) -> subprocess.CompletedProcess:
    """Runs a compiled script of this folder."""
    command = [NODE, ROOT / "dist/test/jupyter" / script, *arguments]
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=timeout, cwd=ROOT)


def run_module(module: str, *arguments: object, cwd: Path, timeout: float = 300) -> subprocess.CompletedProcess:
    """Runs a Python program of the same environment, as a user would from the command line."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, cwd=cwd)


def differences(committed: Path, fresh: Path) -> str:
    """What `mixlab reproduce --check` would print of two notebooks; empty when they agree."""
    result = node("compare.js", committed, fresh)
    assert result.returncode in (0, 1), result.stderr
    return result.stdout


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def _planned() -> list:
    result = node("plan.js")
    assert result.returncode == 0, result.stderr
    plans = json.loads(result.stdout)
    return [
        pytest.param(
            Path(plan["file"]),
            id=plan["name"],
            marks=[pytest.mark.skip(reason=f"no data: {', '.join(plan['missing'])}")] if plan["missing"] else [],
        )
        for plan in plans
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "notebook" in metafunc.fixturenames:
        metafunc.parametrize("notebook", _planned())
