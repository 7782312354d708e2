"""Checkpoints, exchanged with transformers: each side loads what the other saved, and finds the same logits."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

ROOT = Path(__file__).resolve().parents[2]
NODE = os.environ.get("MIXLAB_NODE") or shutil.which("node") or "node"
IDS = [[1, 5, 9, 2, 40, 40, 95, 0, 17, 33], [64, 3, 7, 7, 7, 80, 21, 6, 55, 90]]
SHAPE = {
    "vocabularySize": 96,
    "hiddenSize": 32,
    "layers": 2,
    "heads": 4,
    "keyValueHeads": 2,
    "headSize": 8,
    "feedForwardSize": 64,
    "sequenceLength": 32,
    "norm": "rms",
    "normEpsilon": 1e-5,
    "rotaryBase": 500000,
    "queryKeyNorm": False,
    "tiedEmbeddings": False,
}
CASES = {
    "f32": ({}, "F32", 5e9),
    "sharded": ({}, "F32", 20_000),
    "bf16": ({"headSize": 16, "keyValueHeads": 4}, "BF16", 5e9),
    "f16-tied": ({"tiedEmbeddings": True, "rotaryBase": 10000, "normEpsilon": 1e-6}, "F16", 5e9),
}


def ours(verb, folder, argument):
    script = ROOT / "dist/test/peers/checkpoints.js"
    subprocess.run([NODE, str(script), verb, str(folder), str(argument)], check=True, cwd=ROOT)


def our_logits(folder, tmp_path):
    (tmp_path / "ids.json").write_text(json.dumps(IDS))
    ours("logits", folder, tmp_path / "ids.json")
    return np.fromfile(folder / "logits.bin", dtype=np.float32).reshape(len(IDS), len(IDS[0]), -1)


def their_logits(folder):
    """Loaded anew in float32: a model that was turned to 16 bits has rounded its rotary frequencies too."""
    model = transformers.LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    with torch.no_grad():
        return model(torch.tensor(IDS)).logits.numpy()


@pytest.mark.parametrize("case", CASES)
def test_transformers_loads_what_we_save(case, tmp_path):
    changes, dtype, shard = CASES[case]
    wanted = {"configuration": {**SHAPE, **changes}, "dtype": dtype, "shardBytes": shard}
    folder = tmp_path / "model"
    ours("save", folder, json.dumps(wanted))
    assert (folder / "model.safetensors").exists() == (case != "sharded")
    model, report = transformers.LlamaForCausalLM.from_pretrained(folder, dtype="auto", output_loading_info=True)
    assert not any(report[kind] for kind in ("missing_keys", "unexpected_keys", "mismatched_keys"))
    assert model.dtype == {"F32": torch.float32, "BF16": torch.bfloat16, "F16": torch.float16}[dtype]
    assert isinstance(transformers.AutoConfig.from_pretrained(folder), transformers.LlamaConfig)
    logits = their_logits(folder)
    assert np.abs(logits).max() > 0.1
    np.testing.assert_allclose(our_logits(folder, tmp_path), logits, atol=1e-4 * np.abs(logits).max(), rtol=0)


def test_the_settings_arrive(tmp_path):
    folder = tmp_path / "model"
    ours("save", folder, json.dumps({"configuration": SHAPE, "dtype": "F32", "shardBytes": 5e9}))
    config = transformers.AutoConfig.from_pretrained(folder)
    rotary = getattr(config, "rope_parameters", None) or {"rope_theta": config.rope_theta}
    assert rotary["rope_theta"] == 500000
    assert (config.head_dim, config.num_key_value_heads, config.max_position_embeddings) == (8, 2, 32)
    assert (config.rms_norm_eps, config.tie_word_embeddings, config.hidden_act) == (1e-5, False, "silu")
    assert (config.bos_token_id, config.eos_token_id, config.pad_token_id) == (1, 2, None)


@pytest.mark.parametrize(
    ("changes", "dtype"),
    [
        ({}, torch.float32),
        ({"num_key_value_heads": 1, "head_dim": 16}, torch.bfloat16),
        ({"tie_word_embeddings": True}, torch.float16),
    ],
)
@pytest.mark.parametrize("shard", ["5GB", "16KB"])
def test_we_load_what_transformers_saves(changes, dtype, shard, tmp_path):
    torch.manual_seed(3)
    config = transformers.LlamaConfig(
        **{
            "vocab_size": 96,
            "hidden_size": 32,
            "intermediate_size": 48,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "max_position_embeddings": 64,
            "initializer_range": 0.3,
            **changes,
        }
    )
    model = transformers.LlamaForCausalLM(config).to(dtype)
    folder = tmp_path / "model"
    model.save_pretrained(folder, max_shard_size=shard)
    logits = their_logits(folder)
    np.testing.assert_allclose(our_logits(folder, tmp_path), logits, atol=1e-4 * np.abs(logits).max(), rtol=0)


def test_transformers_refuses_a_decoder_that_is_no_llama(tmp_path):
    folder = tmp_path / "model"
    configuration = {**SHAPE, "norm": "gain-only-layer-norm", "queryKeyNorm": True}
    ours("save", folder, json.dumps({"configuration": configuration, "dtype": "F32", "shardBytes": 5e9}))
    with pytest.raises(ValueError, match="mixlab-decoder"):
        transformers.AutoModelForCausalLM.from_pretrained(folder)
