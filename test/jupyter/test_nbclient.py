"""Notebooks through Jupyter's own headless programs: nbclient, nbconvert, papermill."""

from pathlib import Path

import nbformat
import pytest
from conftest import KERNEL, SAMPLES, differences, read, run_module
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

FAILING = SAMPLES / "failing.ipynb"


def test_notebook_runs_and_gives_the_committed_outputs(notebook: Path, tmp_path: Path) -> None:
    document = read(notebook)
    client = NotebookClient(
        document,
        timeout=600,
        kernel_name=KERNEL,
        resources={"metadata": {"path": str(notebook.parent)}},
        record_timing=False,
    )
    client.execute()
    fresh = tmp_path / "fresh.ipynb"
    nbformat.write(document, fresh)
    assert differences(notebook, fresh) == ""


def test_notebook_is_committed_as_jupyter_saves_it(notebook: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.ipynb"
    nbformat.write(read(notebook), saved)
    assert saved.read_bytes() == notebook.read_bytes()


def test_a_failing_cell_raises_with_the_name_of_the_error() -> None:
    document = read(FAILING)
    with pytest.raises(CellExecutionError) as caught:
        NotebookClient(document, timeout=120, kernel_name=KERNEL).execute()
    assert caught.value.ename == "RangeError"
    assert "total must be positive" in caught.value.evalue
    codes = [cell for cell in document.cells if cell.cell_type == "code"]
    assert [output.output_type for output in codes[1].outputs] == ["error"]
    assert codes[2].outputs == [] and codes[2].execution_count is None


def test_nbconvert_executes_and_renders_a_page(tmp_path: Path) -> None:
    result = run_module(
        "nbconvert", "--execute", "--to", "html", "--output-dir", tmp_path, SAMPLES / "figure.ipynb", cwd=tmp_path
    )
    assert result.returncode == 0, result.stderr
    page = (tmp_path / "figure.html").read_text()
    assert "mixlab-figure" in page


def test_nbconvert_exits_with_an_error_and_prints_the_traceback(tmp_path: Path) -> None:
    result = run_module(
        "nbconvert", "--execute", "--to", "notebook", "--output-dir", tmp_path, FAILING, cwd=tmp_path
    )
    assert result.returncode != 0
    assert "RangeError" in result.stderr and "total must be positive" in result.stderr
    assert not (tmp_path / "failing.ipynb").exists()


def test_nbconvert_with_errors_allowed_runs_the_later_cells(tmp_path: Path) -> None:
    result = run_module(
        "nbconvert", "--execute", "--allow-errors", "--to", "notebook", "--output-dir", tmp_path, FAILING, cwd=tmp_path
    )
    assert result.returncode == 0, result.stderr
    codes = [cell for cell in read(tmp_path / "failing.ipynb").cells if cell.cell_type == "code"]
    assert codes[1].outputs[0].ename == "RangeError"
    assert codes[2].outputs[0].text == "still here\n"


def test_papermill_runs_a_notebook(tmp_path: Path) -> None:
    target = tmp_path / "plain.ipynb"
    result = run_module("papermill", SAMPLES / "plain.ipynb", target, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert differences(SAMPLES / "plain.ipynb", target) == ""


def test_papermill_stops_at_a_failing_cell(tmp_path: Path) -> None:
    target = tmp_path / "failing.ipynb"
    result = run_module("papermill", FAILING, target, cwd=tmp_path)
    assert result.returncode != 0
    assert "RangeError" in result.stderr
