"""Makes the tiny Llamas of this folder, with their logits for one prompt, and a safetensors file of every readable type.

    python make_llama.py

Made with Python 3.11.7, torch 2.15.0, transformers 5.23.0, safetensors 0.8.0, numpy 2.4.6.
"""

import json
import sys
from pathlib import Path

import numpy as np
import safetensors
import torch
import transformers
from safetensors.numpy import save_file
from safetensors.torch import save_file as save_torch
from transformers import LlamaConfig, LlamaForCausalLM

HERE = Path(__file__).parent
PROMPT = [[1, 5, 9, 2, 40, 40, 95, 0], [17, 33, 64, 3, 7, 7, 7, 80]]
SIZES = dict(
    vocab_size=96,
    hidden_size=32,
    intermediate_size=48,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=64,
    rms_norm_eps=1e-5,
    bos_token_id=1,
    eos_token_id=2,
    initializer_range=0.3,
    attn_implementation="eager",
)
VARIANTS = {
    "llama-f32": dict(),
    "llama-tied": dict(tie_word_embeddings=True, rope_parameters={"rope_type": "default", "rope_theta": 500000.0}),
    "llama-bf16-sharded": dict(head_dim=16, dtype=torch.bfloat16, max_shard_size="16KB"),
    "llama-f16": dict(num_key_value_heads=1, dtype=torch.float16),
}


def logits_of(folder):
    """Logits in float32, whatever the type of the saved weights: what a reader that widens them must get."""
    model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    with torch.no_grad():
        return model(torch.tensor(PROMPT)).logits.numpy()


def main():
    versions = {
        "python": sys.version.split()[0],
        "torch": torch.__version__.split("+")[0],
        "transformers": transformers.__version__,
        "safetensors": safetensors.__version__,
    }
    record = {"command": "python make_llama.py", "versions": versions, "prompt": PROMPT, "logits": {}}
    for name, settings in VARIANTS.items():
        torch.manual_seed(len(name))
        changes = dict(settings)
        dtype = changes.pop("dtype", torch.float32)
        shards = changes.pop("max_shard_size", "5GB")
        model = LlamaForCausalLM(LlamaConfig(**{**SIZES, **changes}))
        for key, gain in model.named_parameters():
            if "norm" in key:
                torch.nn.init.uniform_(gain, 0.5, 1.5)
        model.to(dtype).save_pretrained(HERE / name, max_shard_size=shards)
        (HERE / name / "generation_config.json").unlink()
        record["logits"][name] = [float(f"{value:.9g}") for value in logits_of(HERE / name).ravel()]
    (HERE / "llama-logits.json").write_text(json.dumps(record) + "\n")

    random = np.random.default_rng(4)
    numbers = random.normal(size=(3, 5))
    save_file(
        {
            "double": numbers,
            "float": numbers.astype(np.float32),
            "half": np.array([0, -0.0, 1, -2.5, 65504, 6e-8, 6.1e-5, np.inf, -np.inf], dtype=np.float16),
            "long": np.array([[-(2**31), 2**31 - 1, 0]], dtype=np.int64),
            "int": np.array([-(2**31), 2**31 - 1, 7], dtype=np.int32),
            "byte": np.array([0, 128, 255], dtype=np.uint8),
            "truth": np.array([True, False, True]),
            "scalar": np.array(1.5, dtype=np.float32),
            "nothing": np.zeros((0, 4), dtype=np.float32),
            "größe": np.array([1, 2], dtype=np.float32),
        },
        HERE / "types.safetensors",
        metadata={"made with": "numpy"},
    )
    patterns = torch.arange(-(2**15), 2**15, 37, dtype=torch.int16)
    floats = torch.tensor(
        np.concatenate([random.normal(size=1500) * 10.0 ** random.integers(-9, 4, size=1500), [0.0, -0.0]]),
        dtype=torch.float32,
    )
    # float32 halfway between two neighbours of the narrower type, where rounding must go to the even one.
    ties = (torch.arange(0, 2**15, 41, dtype=torch.int32) * 2 + 1) << 15
    ties = ties.view(torch.float32)
    ties = ties[torch.isfinite(ties)]
    halves = torch.arange(1, 800, dtype=torch.float32) * 0.5 * 2.0**-10 + 1
    save_torch(
        {
            "bf16_patterns": patterns.view(torch.bfloat16),
            "bf16_wide": patterns.view(torch.bfloat16).to(torch.float32),
            "f16_patterns": patterns.clone().view(torch.float16),
            "f16_wide": patterns.view(torch.float16).to(torch.float32),
            "floats": floats,
            "floats_bf16": floats.to(torch.bfloat16),
            "floats_f16": floats.to(torch.float16),
            "ties": ties,
            "ties_bf16": ties.to(torch.bfloat16),
            "halves": halves,
            "halves_f16": halves.to(torch.float16),
        },
        HERE / "rounding.safetensors",
    )


main()
