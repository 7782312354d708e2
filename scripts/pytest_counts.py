"""Writes how many tests passed, failed and were skipped where scripts/python-environment.mjs looks for it."""

import json
import os
from pathlib import Path

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if target := os.environ.get("MIXLAB_COUNTS"):
        stats = {name: len(reports) for name, reports in terminalreporter.stats.items()}
        counts = {
            "passed": stats.get("passed", 0),
            "failed": stats.get("failed", 0) + stats.get("error", 0) + stats.get("subtests failed", 0),
            "skipped": stats.get("skipped", 0),
        }
        Path(target).write_text(json.dumps(counts))
