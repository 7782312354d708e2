"""Our side of a training that both sides make: a process that is asked line by line, and shapes and tokens for it."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
NODE = os.environ.get("MIXLAB_NODE") or shutil.which("node") or "node"
SMALL = {
    "vocabularySize": 2048,
    "hiddenSize": 128,
    "layers": 2,
    "heads": 4,
    "keyValueHeads": 4,
    "headSize": 32,
    "feedForwardSize": 256,
    "sequenceLength": 256,
    "norm": "rms",
    "normEpsilon": 1e-5,
    "rotaryBase": 10000,
    "queryKeyNorm": False,
    "tiedEmbeddings": False,
}
MIDDLE = {**SMALL, "vocabularySize": 8192, "hiddenSize": 256, "heads": 8, "keyValueHeads": 8, "feedForwardSize": 512}


class Ours:
    """scripts/bench/train-child.ts at work."""

    def __init__(self):
        command = [NODE, str(ROOT / "dist/scripts/bench/train-child.js")]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)

    def __call__(self, call, **request):
        self.process.stdin.write(json.dumps({"call": call, **request}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the training process ended"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(60)


def learnable(shape, batches, sequences, length, seed=0):
    """Tokens with something to learn: mostly each follows from the one before it, the rest are drawn anew."""
    random = np.random.default_rng(seed)
    size = shape["vocabularySize"]
    follows = random.permutation(size)
    tokens = np.empty((batches, sequences, length + 1), dtype="<i4")
    tokens[..., 0] = random.integers(0, size, (batches, sequences))
    for at in range(1, length + 1):
        anew = random.random((batches, sequences)) < 0.3
        drawn = (random.random((batches, sequences)) ** 3 * size).astype(np.int32)
        tokens[..., at] = np.where(anew, drawn, follows[tokens[..., at - 1]])
    return tokens


def opened(ours, folder, shape, tokens, rate, **options):
    """Opens a training on tokens [steps, sequences, length + 1]; gives the file of its first parameters and the loss of its first step."""
    tokens.tofile(folder / "tokens.i32")
    drawn = folder / "parameters.safetensors"
    ours("draw", shape=shape, seed=7, file=str(drawn))
    _, sequences, width = tokens.shape
    sizes = {"sequences": sequences, "length": width - 1}
    options.setdefault("engine", os.environ.get("MIXLAB_ENGINE", "onnx"))
    request = {"shape": shape, **sizes, "seed": 7, "tokens": str(folder / "tokens.i32"), "rate": rate, **options}
    return drawn, ours("open", **request)["losses"]
