"""The random numbers, drawn side by side with the real numpy and this very CPython."""

import random
import subprocess
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
COUNT = 100_000
PRIOR = [0.11328527, 0.00391349, 0.23686921, 0.01184346, 0.63408857]


@pytest.fixture(scope="module", params=[0, 42, 2**32 - 1])
def drawn(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("draws")
    script = ROOT / "dist/test/jupyter/draws.js"
    subprocess.run(["node", str(script), str(folder), str(request.param), str(COUNT)], check=True)
    return request.param, {file.stem: np.fromfile(file) for file in folder.glob("*.bin")}


def same_bits(ours, theirs):
    np.testing.assert_array_equal(ours.view(np.int64), np.asarray(theirs, dtype=float).view(np.int64))


def test_numpy_draws_without_logarithms_are_equal_bit_for_bit(drawn):
    seed, ours = drawn
    same_bits(ours["numpy-random"], np.random.RandomState(seed).random_sample(COUNT))
    state = np.random.RandomState(seed)
    same_bits(ours["numpy-permutation"], state.permutation(COUNT))
    same_bits(ours["numpy-choice"], state.choice(1000, size=COUNT))
    same_bits(ours["numpy-next"], [state.random_sample()])


ULP = 2.0**-52


def nearly_all_equal(ours, theirs, widest):
    """Ours are correctly rounded; numpy has the C library's last bit, which is off in about one draw of a thousand.

    `widest` is how far an ulp of a logarithm can grow on its way to the draw.
    """
    theirs = np.asarray(theirs).ravel()
    different = ours.view(np.int64) != theirs.view(np.int64)
    assert different.mean() < 0.005
    np.testing.assert_allclose(ours[different], theirs[different], rtol=widest, atol=0)


# The power 1 / shape multiplies a relative error by 1 / shape; the root in a normal draw halves it.
def test_numpy_draws_with_logarithms_differ_only_where_the_c_library_is_off(drawn):
    seed, ours = drawn
    state = np.random.RandomState(seed)
    nearly_all_equal(ours["numpy-dirichlet"], state.dirichlet(PRIOR, COUNT), widest=2 * ULP / min(PRIOR))
    same_bits(ours["numpy-dirichlet-next"], [state.random_sample()])
    state = np.random.RandomState(seed)
    nearly_all_equal(ours["numpy-normal"], state.normal(0, 2, COUNT), widest=8 * ULP)
    same_bits(ours["numpy-normal-next"], [state.random_sample()])


def test_cpython_draws_are_equal_bit_for_bit(drawn):
    seed, ours = drawn
    state = random.Random(seed)
    same_bits(ours["python-random"], [state.random() for _ in range(COUNT)])
    same_bits(ours["python-randbelow"], [state.randrange(12_345) for _ in range(COUNT)])
    same_bits(ours["python-sample"], state.sample(range(COUNT), 1000))
    items = list(range(1000))
    state.shuffle(items)
    same_bits(ours["python-shuffle"], items)
    same_bits(ours["python-next"], [state.random()])
