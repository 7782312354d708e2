"""Notebooks in a real JupyterLab with a real browser."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT, SAMPLES, missing, node, read

TOKEN = "mixlab"
FOLDER = ROOT / "out/jupyterlab"


LOADER = "figure.plotlyLoader(notebook.plotlyLibrary())"


def stage(sample: str, name: str, *sources: str) -> None:
    """Copies a sample without its outputs, so that what is seen was made here; with cells added at its end."""
    document = read(SAMPLES / f"{sample}.ipynb")
    document.cells += [nbformat.v4.new_code_cell(source) for source in sources]
    for cell in document.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(document, FOLDER / f"{name}.ipynb")


@pytest.fixture(scope="module")
def browser() -> str:
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    for name in names:
        if name and (path := shutil.which(name)):
            return path
    missing("chromium", "Debian: apt-get install chromium; or set CHROMIUM to a Chrome's path.")
    raise AssertionError


@pytest.fixture(scope="module")
def lab() -> Iterator[str]:
    """A JupyterLab whose folder lies in the package, so that notebooks there can import mixlab."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    stage("plain", "plain")
    stage("figure", "figure")
    stage("figure", "interactive", LOADER)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = [
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}",
        f"--ServerApp.root_dir={FOLDER}",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    with open(FOLDER / "server.log", "w") as log:
        server = subprocess.Popen([sys.executable, "-m", "jupyterlab", *options], stdout=log, stderr=log, cwd=FOLDER)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            assert server.poll() is None, (FOLDER / "server.log").read_text()
            try:
                urllib.request.urlopen(f"{url}/api/status?token={TOKEN}", timeout=2)
                break
            except OSError:
                time.sleep(0.2)
        else:
            pytest.fail("JupyterLab did not answer within a minute:\n" + (FOLDER / "server.log").read_text())
        yield url
    finally:
        server.terminate()
        server.wait(timeout=30)


def run_all(url: str, browser: str, name: str) -> dict:
    picture = FOLDER / f"{name}.png"
    result = node("lab.js", browser, f"{url}/lab/workspaces/{name}/tree/{name}.ipynb?token={TOKEN}", picture, timeout=150)
    assert result.returncode == 0, result.stdout + result.stderr
    return json.loads(result.stdout)


def test_running_all_cells_gives_counts_and_values(lab: str, browser: str) -> None:
    seen = run_all(lab, browser, "plain")
    assert seen["counts"] == [1, 2, 3, 4]
    assert seen["errors"] == []
    assert seen["texts"] == ["two domains", "2", "3", "1", "a warning"]


def test_a_figure_is_drawn(lab: str, browser: str) -> None:
    seen = run_all(lab, browser, "figure")
    assert seen["counts"] == [1, 2, 3, 4]
    assert seen["errors"] == []
    assert seen["pictures"] and min(seen["pictures"][0]) > 100
    assert seen["tables"] >= 1
    assert seen["plots"] == 0


def test_the_library_makes_figures_interactive(lab: str, browser: str) -> None:
    seen = run_all(lab, browser, "interactive")
    assert seen["counts"] == [1, 2, 3, 4, 5]
    assert seen["errors"] == []
    assert seen["plots"] == 1
    assert seen["pictures"] == []
