"""A run that is killed again and again ends with the bytes of an unbroken one; here 50 times, in `npm test` a few."""

import os
import subprocess

from conftest import NODE, ROOT


def test_fifty_random_kills_resume_to_the_same_bytes() -> None:
    environment = {**os.environ, "MIXLAB_KILLS": "50"}
    command = [NODE, "--test", str(ROOT / "dist/test/train/run/kills.test.js")]
    result = subprocess.run(command, capture_output=True, text=True, timeout=900, cwd=ROOT, env=environment)
    assert result.returncode == 0, result.stdout
    assert "50 kills at random moments" in result.stdout
