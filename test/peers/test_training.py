"""Training beside PyTorch: from the same weights and batches both sides find the same gradients and the same losses."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
from ours import MIDDLE, SMALL, Ours, learnable, opened  # noqa: E402
from safetensors.torch import load_file  # noqa: E402
from torch_decoder import Decoder, Trainer  # noqa: E402

RUNS = {
    "small, 200 steps": (SMALL, 200, 8, 64, 1e-3),
    "middle, 20 steps": (MIDDLE, 20, 16, 256, 1e-3),
}
GROUPED = {**SMALL, "keyValueHeads": 2, "vocabularySize": 512}
SHAPES = {
    "small": (SMALL, 4, 64),
    "grouped": (GROUPED, 3, 50),
    "tied": ({**GROUPED, "tiedEmbeddings": True, "keyValueHeads": 1, "layers": 3}, 2, 64),
    "open_lm": (
        {**SMALL, "vocabularySize": 500, "norm": "gain-only-layer-norm", "queryKeyNorm": True, "layers": 3},
        2,
        64,
    ),
    "regmix": ({**MIDDLE, "vocabularySize": 50432, "sequenceLength": 2048}, 1, 512),
}


def torch_decoder(shape, parameters, dtype=torch.float32):
    decoder = Decoder(shape, dtype)
    decoder.load({name: value.to(dtype) for name, value in load_file(parameters).items()})
    return decoder


@pytest.mark.parametrize("case", RUNS)
def test_losses_are_those_of_pytorch_at_every_step(case, tmp_path):
    shape, steps, sequences, length, rate = RUNS[case]
    tokens = learnable(shape, min(steps, 50), sequences, length)
    with Ours() as ours:
        parameters, losses = opened(ours, tmp_path, shape, tokens, rate)
        losses += ours("steps", count=steps - 1, rate=rate)["losses"]
    trainer = Trainer(torch_decoder(shape, parameters))
    batches = torch.from_numpy(tokens.astype(np.int64))
    theirs = [trainer.step(batches[step % len(batches)], rate) for step in range(steps)]
    worst = np.abs(np.subtract(losses, theirs)).max()
    print(f"{case}: loss {losses[0]:.4f} to {losses[-1]:.4f}, furthest apart {worst:.2e}")
    assert losses[-1] < losses[0] - 0.5
    assert worst < 1e-3


def torch_gradients(shape, parameters, tokens, dtype):
    decoder = torch_decoder(shape, parameters, dtype)
    decoder(torch.from_numpy(tokens[0].astype(np.int64))).backward()
    return decoder.named(lambda parameter: parameter.grad)


@pytest.mark.parametrize("case", SHAPES)
def test_gradients_are_those_of_pytorch(case, tmp_path):
    shape, sequences, length = SHAPES[case]
    tokens = learnable(shape, 1, sequences, length, seed=3)
    with Ours() as ours:
        # At a rate of 0 the step that opens a training leaves the parameters as they were drawn.
        parameters, _ = opened(ours, tmp_path, shape, tokens, 0.0)
        ours("gradients", file=str(tmp_path / "gradients.safetensors"))
    found = load_file(tmp_path / "gradients.safetensors")
    for dtype in (torch.float64, torch.float32):
        wanted = torch_gradients(shape, parameters, tokens, dtype)
        assert found.keys() == wanted.keys()
        errors = {name: ((found[name] - w).abs().max() / w.abs().max()).item() for name, w in wanted.items()}
        worst = max(errors, key=errors.get)
        print(f"{case}: worst error against {dtype} {errors[worst]:.2e} at {worst}")
        assert errors[worst] < 1e-5, worst
