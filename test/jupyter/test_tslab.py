"""The same notebooks on stock tslab: they run there unchanged, though figures may be text."""

import json
import shutil
from pathlib import Path

import pytest
from conftest import NODE, ROOT, missing, read
from nbclient import NotebookClient

TSLAB = ROOT / "node_modules/tslab/bin/tslab"
FOLDER = ROOT / "out/tslab"


@pytest.fixture
def tslab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    if not TSLAB.exists():
        missing("tslab", "npm install puts it into node_modules.")
    folder = tmp_path / "kernels/tslab"
    folder.mkdir(parents=True)
    spec = {
        "argv": [NODE, str(TSLAB), "kernel", "--config-path", "{connection_file}"],
        "display_name": "TypeScript (tslab)",
        "language": "typescript",
    }
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    # tslab finds packages in node_modules only, as where mixlab is installed; a package does not find itself.
    (FOLDER / "node_modules").mkdir(parents=True, exist_ok=True)
    link = FOLDER / "node_modules/mixlab"
    if not link.is_symlink():
        link.symlink_to(ROOT, target_is_directory=True)
    return "tslab"


def test_notebook_runs_on_tslab(notebook: Path, tslab: str) -> None:
    document = read(Path(shutil.copy(notebook, FOLDER)))
    resources = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(document, timeout=600, kernel_name=tslab, resources=resources).execute()
    codes = [cell for cell in document.cells if cell.cell_type == "code" and cell.source.strip()]
    assert [cell.execution_count for cell in codes] == list(range(1, len(codes) + 1))
    assert any(cell.outputs for cell in codes)
