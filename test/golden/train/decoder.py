"""Makes decoder.json: losses, gradients and three AdamW steps of five small decoders, by PyTorch.

    python decoder.py > decoder.json

The decoder is written out below, with open_lm's norms as a choice, and runs in float64, except rotary angles, which are
float32 as in float32 models. On the four shapes transformers has too, its LlamaForCausalLM must give the same logits
within 1e-5 (its norms and softmax are float32). Parameters and tokens come from an integer hash that the test computes.
"""

import base64
import json
import sys

import numpy
import torch
import transformers
from torch.nn import functional

SHAPES = {
    "plain": dict(vocabularySize=29, hiddenSize=16, layers=2, heads=4, keyValueHeads=4, headSize=4, feedForwardSize=24),
    "grouped": dict(vocabularySize=23, hiddenSize=12, layers=2, heads=4, keyValueHeads=2, headSize=6, feedForwardSize=20),
    "tied": dict(vocabularySize=31, hiddenSize=12, layers=1, heads=3, keyValueHeads=1, headSize=4, feedForwardSize=16,
                 tiedEmbeddings=True),
    "open_lm": dict(vocabularySize=19, hiddenSize=12, layers=2, heads=2, keyValueHeads=2, headSize=6,
                    feedForwardSize=16, norm="gain-only-layer-norm", queryKeyNorm=True),
    "odd": dict(vocabularySize=17, hiddenSize=10, layers=1, heads=1, keyValueHeads=1, headSize=6, feedForwardSize=9),
}
# Sequences, length, largest norm of the gradients, coefficient of the z-loss.
BATCHES = {
    "plain": (2, 8, 1.0, 0.0),
    "grouped": (3, 11, 0.25, 0.0),
    "tied": (2, 9, 1.0, 0.0),
    "open_lm": (2, 10, 1.0, 1e-2),
    "odd": (2, 131, 0.05, 0.0),
}
RATES = (4e-4, 1e-3, 2e-4)
COMMON = dict(sequenceLength=160, norm="rms", normEpsilon=1e-5, rotaryBase=10000, queryKeyNorm=False,
              tiedEmbeddings=False)


def hashed(count, salt):
    """Whole numbers below 2^32, one a place: two rounds of multiply and shift."""
    x = (numpy.arange(count, dtype=numpy.uint64) + numpy.uint64(salt * 1000003)) & numpy.uint64(0xFFFFFFFF)
    for factor in (0x9E3779B1, 0x85EBCA6B):
        x = (x * numpy.uint64(factor)) & numpy.uint64(0xFFFFFFFF)
        x = x ^ (x >> numpy.uint64(15))
    return x


def parameter(shape, salt):
    unit = hashed(int(numpy.prod(shape)), salt) / 2.0**32 * 2 - 1
    values = 1 + 0.3 * unit if len(shape) == 1 else 0.7 * unit
    return values.astype(numpy.float32).reshape(shape)


def specs(c):
    yield "model.embed_tokens.weight", (c["vocabularySize"], c["hiddenSize"])
    queries, keys = c["heads"] * c["headSize"], c["keyValueHeads"] * c["headSize"]
    for layer in range(c["layers"]):
        at = f"model.layers.{layer}."
        yield at + "input_layernorm.weight", (c["hiddenSize"],)
        yield at + "self_attn.q_proj.weight", (queries, c["hiddenSize"])
        yield at + "self_attn.k_proj.weight", (keys, c["hiddenSize"])
        yield at + "self_attn.v_proj.weight", (keys, c["hiddenSize"])
        if c["queryKeyNorm"]:
            yield at + "self_attn.q_norm.weight", (queries,)
            yield at + "self_attn.k_norm.weight", (keys,)
        yield at + "self_attn.o_proj.weight", (c["hiddenSize"], queries)
        yield at + "post_attention_layernorm.weight", (c["hiddenSize"],)
        yield at + "mlp.gate_proj.weight", (c["feedForwardSize"], c["hiddenSize"])
        yield at + "mlp.up_proj.weight", (c["feedForwardSize"], c["hiddenSize"])
        yield at + "mlp.down_proj.weight", (c["hiddenSize"], c["feedForwardSize"])
    yield "model.norm.weight", (c["hiddenSize"],)
    if not c["tiedEmbeddings"]:
        yield "lm_head.weight", (c["vocabularySize"], c["hiddenSize"])


def llama(c):
    model = transformers.LlamaForCausalLM(transformers.LlamaConfig(
        vocab_size=c["vocabularySize"], hidden_size=c["hiddenSize"], intermediate_size=c["feedForwardSize"],
        num_hidden_layers=c["layers"], num_attention_heads=c["heads"], num_key_value_heads=c["keyValueHeads"],
        head_dim=c["headSize"], max_position_embeddings=c["sequenceLength"], rms_norm_eps=c["normEpsilon"],
        tie_word_embeddings=c["tiedEmbeddings"], attn_implementation="eager", use_cache=False)).double()
    return lambda parameters, ids: torch.func.functional_call(model, parameters, (ids,)).logits


def decoder(c):
    def norm(x, gain):
        if c["norm"] == "rms":
            return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + c["normEpsilon"]) * gain
        return functional.layer_norm(x, x.shape[-1:], gain, None, c["normEpsilon"])

    def logits(p, ids):
        length, half = ids.shape[1], c["headSize"] // 2
        frequencies = 1.0 / c["rotaryBase"] ** (torch.arange(0, 2 * half, 2, dtype=torch.float32) / c["headSize"])
        angles = torch.outer(torch.arange(length, dtype=torch.float32), frequencies)
        cosines, sines = (table.to(p["model.norm.weight"].dtype) for table in (angles.cos(), angles.sin()))

        def turned(x):
            a, b = x[..., :half], x[..., half:]
            return torch.cat((a * cosines - b * sines, b * cosines + a * sines), -1)

        x = p["model.embed_tokens.weight"][ids]
        for layer in range(c["layers"]):
            w = lambda name: p[f"model.layers.{layer}.{name}.weight"]
            h = norm(x, w("input_layernorm"))
            q, k, v = (h @ w(f"self_attn.{name}_proj").T for name in "qkv")
            if c["queryKeyNorm"]:
                q, k = norm(q, w("self_attn.q_norm")), norm(k, w("self_attn.k_norm"))
            q, k, v = (t.unflatten(-1, (-1, c["headSize"])).transpose(1, 2) for t in (q, k, v))
            q, k = turned(q), turned(k)
            k, v = (t.repeat_interleave(c["heads"] // c["keyValueHeads"], 1) for t in (k, v))
            scores = q @ k.transpose(-1, -2) / c["headSize"] ** 0.5
            scores = scores.masked_fill(torch.ones(length, length).triu(1).bool(), -torch.inf)
            x = x + (scores.softmax(-1) @ v).transpose(1, 2).flatten(2) @ w("self_attn.o_proj").T
            h = norm(x, w("post_attention_layernorm"))
            h = functional.silu(h @ w("mlp.gate_proj").T) * (h @ w("mlp.up_proj").T)
            x = x + h @ w("mlp.down_proj").T
        head = p["model.embed_tokens.weight" if c["tiedEmbeddings"] else "lm_head.weight"]
        return norm(x, p["model.norm.weight"]) @ head.T

    return logits


def packed(tensor):
    return base64.b64encode(tensor.detach().numpy().astype("<f4").tobytes()).decode()


def golden(name):
    """The run in float64, with how far PyTorch's own float32 run ends from it."""
    found, exact = trained(name, torch.float64)
    rounded = trained(name, torch.float32)[1]
    apart = lambda key: ((rounded[key] - exact[key]).abs().max() / exact[key].abs().max()).item()
    return found | dict(float32Error=max(map(apart, exact)))


def trained(name, dtype):
    c = COMMON | SHAPES[name]
    sequences, length, clip, z = BATCHES[name]
    start = {key: torch.from_numpy(parameter(shape, salt + 1)).to(dtype) for salt, (key, shape) in enumerate(specs(c))}
    parameters = {key: value.clone().requires_grad_() for key, value in start.items()}
    logits = decoder(c)
    batches = [
        torch.from_numpy((hashed(sequences * (length + 1), 900 + step) % c["vocabularySize"]).astype(numpy.int64))
        .reshape(sequences, length + 1) for step in range(len(RATES))
    ]
    if not c["queryKeyNorm"] and dtype == torch.float64:
        apart = (logits(start, batches[0][:, :-1]) - llama(c)(start, batches[0][:, :-1])).abs().max()
        assert apart < 1e-5, apart
    optimiser = torch.optim.AdamW(parameters.values(), betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)
    found = dict(configuration=c, sequences=sequences, length=length, clip=clip, zLoss=z, rates=RATES)
    losses, norms = [], []
    for rate, batch in zip(RATES, batches):
        rows = logits(parameters, batch[:, :-1]).flatten(0, 1)
        crossEntropy = functional.cross_entropy(rows, batch[:, 1:].flatten())
        zTerm = z * rows.logsumexp(-1).square().mean()
        optimiser.zero_grad()
        (crossEntropy + zTerm).backward()
        if not losses:
            found["zTerm"] = zTerm.item()
            found["gradients"] = {key: packed(value.grad) for key, value in parameters.items()}
            found["nats"] = functional.cross_entropy(rows, batch[:, 1:].flatten(), reduction="none").reshape(
                sequences, length).sum(1).tolist()
            found["lastLogits"] = rows.unflatten(0, (sequences, length))[:, -1].tolist()
        losses.append(crossEntropy.item())
        norms.append(torch.nn.utils.clip_grad_norm_(parameters.values(), clip).item())
        for group in optimiser.param_groups:
            group["lr"] = rate
        optimiser.step()
    found |= dict(losses=losses, gradientNorms=norms,
                  parameters={key: packed(value) for key, value in parameters.items()})
    return found, {key: value.detach().double() for key, value in parameters.items()}


json.dump({"torch": torch.__version__, "transformers": transformers.__version__, "numpy": numpy.__version__,
           "shapes": {name: golden(name) for name in SHAPES}}, sys.stdout, indent=1)
print()
