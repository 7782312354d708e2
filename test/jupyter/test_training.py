"""Training beside JAX, which knows nothing of our code: the same gradients, the same losses; and trainings that last."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax_decoder import loss, stepper
from ours import SMALL, Ours, learnable, opened
from safetensors.numpy import load_file

TINY = {**SMALL, "vocabularySize": 96, "hiddenSize": 32, "headSize": 8, "feedForwardSize": 64}
SHAPES = {
    "tiny": TINY,
    "grouped": {**TINY, "keyValueHeads": 2, "layers": 3},
    "tied": {**TINY, "tiedEmbeddings": True, "keyValueHeads": 1},
    "wide heads": {**TINY, "headSize": 16, "rotaryBase": 500000},
    "open_lm": {**TINY, "norm": "gain-only-layer-norm", "queryKeyNorm": True},
}


@pytest.fixture(autouse=True)
def doubles():
    """JAX computes in float64, so that what differs is our rounding alone."""
    with jax.enable_x64(True):
        yield


def jax_parameters(file):
    return {name: jnp.asarray(value, jnp.float64) for name, value in load_file(file).items()}


@pytest.mark.parametrize("case", SHAPES)
def test_gradients_are_those_of_jax(case, tmp_path):
    shape = SHAPES[case]
    tokens = learnable(shape, 1, 3, 24, seed=3)
    with Ours() as ours:
        # At a rate of 0 the step that opens a training leaves the parameters as they were drawn.
        parameters, losses = opened(ours, tmp_path, shape, tokens, 0.0)
        ours("gradients", file=str(tmp_path / "gradients.safetensors"))
    found = load_file(tmp_path / "gradients.safetensors")
    value, wanted = jax.value_and_grad(loss)(jax_parameters(parameters), shape, tokens[0])
    assert found.keys() == wanted.keys()
    errors = {name: np.abs(found[name] - w).max() / np.abs(w).max() for name, w in wanted.items()}
    worst = max(errors, key=errors.get)
    assert errors[worst] < 1e-5, worst
    assert losses[0] == pytest.approx(float(value), rel=1e-6)


def test_losses_are_those_of_jax_for_200_steps(tmp_path):
    shape, steps, rate = {**SMALL, "vocabularySize": 512, "hiddenSize": 64, "headSize": 16}, 200, 1e-3
    tokens = learnable(shape, 50, 8, 32)
    with Ours() as ours:
        parameters, losses = opened(ours, tmp_path, shape, tokens, rate)
        losses += ours("steps", count=steps - 1, rate=rate)["losses"]
    start = jax_parameters(parameters)
    zeros = {name: jnp.zeros_like(value) for name, value in start.items()}
    state, step, theirs = (start, zeros, zeros), stepper(shape), []
    for at in range(steps):
        state, value = step(state, tokens[at % len(tokens)], rate, at + 1)
        theirs.append(float(value))
    assert losses[-1] < losses[0] - 0.5
    assert np.abs(np.subtract(losses, theirs)).max() < 1e-3


def test_two_runs_give_the_same_bits(tmp_path):
    tokens = learnable(TINY, 20, 2, 16)
    runs = []
    for run, threads in enumerate((1, 2, 2)):
        folder = tmp_path / str(run)
        folder.mkdir()
        with Ours() as ours:
            _, losses = opened(ours, folder, TINY, tokens, 1e-3, threads=threads)
            losses += ours("steps", count=99, rate=1e-3)["losses"]
            ours("parameters", file=str(folder / "trained.safetensors"))
        runs.append((losses, (folder / "trained.safetensors").read_bytes()))
    assert runs[0] == runs[1] == runs[2]


def test_resident_memory_is_flat_over_10_000_steps(tmp_path):
    tokens = learnable(TINY, 20, 2, 16)
    resident = []
    with Ours() as ours:
        opened(ours, tmp_path, TINY, tokens, 1e-4, threads=1)
        for _ in range(50):
            ours("steps", count=200, rate=1e-4)
            resident.append(ours("memory")["bytes"] / 2**20)
    # The collector of JavaScript's garbage comes and goes: the least of many moments is what is held.
    early, late = min(resident[10:25]), min(resident[35:])
    print(f"resident: {early:.1f} MiB at 2000 to 5000 steps, {late:.1f} MiB at 7000 to 10 000")
    assert late - early < 4, resident
