"""Files of tensors, exchanged with Python's own safetensors."""

import json
import struct

import numpy as np
import pytest
from conftest import node
from safetensors import safe_open
from safetensors.numpy import load_file, save_file


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tensors")
    result = node("tensors.js", "write", folder)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.mark.parametrize(
    ("name", "dtype", "shape"),
    [
        ("patterns", np.float32, (30, 100)),
        ("whole", np.int32, (3000,)),
        ("truth", np.bool_, (2, 3, 1)),
        ("größe.weight", np.float32, ()),
        ("nothing", np.float32, (0, 7)),
    ],
)
def test_what_we_write_is_read_bit_for_bit(ours, name, dtype, shape):
    tensor = load_file(ours / "ours.safetensors")[name]
    assert tensor.dtype == dtype
    assert tensor.shape == shape
    assert tensor.tobytes() == (ours / f"{name}.bin").read_bytes()


def test_the_metadata_come_through(ours):
    with safe_open(ours / "ours.safetensors", framework="numpy") as file:
        assert file.metadata() == {"format": "pt"}


def test_float16_is_rounded_as_numpy_rounds(ours):
    numbers = np.fromfile(ours / "numbers.bin", dtype=np.float32)
    fits = np.where(np.abs(numbers) < 65504, numbers, np.float32(1))
    stored = load_file(ours / "F16.safetensors")["numbers"]
    np.testing.assert_array_equal(stored.view(np.uint16), fits.astype(np.float16).view(np.uint16))


def test_bfloat16_is_rounded_to_the_nearest_even(ours):
    numbers = np.fromfile(ours / "numbers.bin", dtype=np.uint32).astype(np.uint64)
    raw = (ours / "BF16.safetensors").read_bytes()
    (header,) = struct.unpack("<Q", raw[:8])
    stored = np.frombuffer(raw[8 + header :], dtype=np.uint16)
    assert json.loads(raw[8 : 8 + header])["numbers"]["dtype"] == "BF16"
    low, kept = numbers & 0xFFFF, numbers >> 16
    up = (low > 0x8000) | ((low == 0x8000) & (kept & 1 == 1))
    np.testing.assert_array_equal(stored, kept + up)


def test_what_python_writes_is_read_here_bit_for_bit(tmp_path):
    random = np.random.default_rng(5)
    tensors = {
        "float": random.integers(0, 2**32, size=(17, 33), dtype=np.uint32).view(np.float32),
        "half": np.arange(2**16, dtype=np.uint16).view(np.float16),
        "whole": random.integers(-(2**31), 2**31, size=1000, dtype=np.int32),
        "truth": random.integers(0, 2, size=100).astype(bool),
    }
    save_file(tensors, tmp_path / "theirs.safetensors")
    (tmp_path / "names.json").write_text(json.dumps(list(tensors)))
    result = node("tensors.js", "read", tmp_path)
    assert result.returncode == 0, result.stderr
    for name in ("float", "whole", "truth"):
        assert (tmp_path / f"read-{name}.bin").read_bytes() == tensors[name].tobytes()
    wide = np.fromfile(tmp_path / "read-half.bin", dtype=np.float32)
    np.testing.assert_array_equal(wide, tensors["half"].astype(np.float32))


def test_a_rewritten_file_is_the_very_file(ours, tmp_path):
    save_file(load_file(ours / "ours.safetensors"), tmp_path / "again.safetensors", metadata={"format": "pt"})
    assert (tmp_path / "again.safetensors").read_bytes() == (ours / "ours.safetensors").read_bytes()
