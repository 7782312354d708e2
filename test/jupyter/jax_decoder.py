"""A decoder of Llama's kind, its loss and AdamW in plain JAX, written from the papers alone."""

import jax
import jax.numpy as jnp


def rms_norm(x, gain, epsilon):
    return x / jnp.sqrt((x * x).mean(-1, keepdims=True) + epsilon) * gain


def layer_norm(x, gain, epsilon):
    x = x - x.mean(-1, keepdims=True)
    return rms_norm(x, gain, epsilon)


def rotated(x, base):
    """x [..., length, size]: pairs (i, i + size / 2) turn by position / base^(2i / size)."""
    length, size = x.shape[-2:]
    angles = jnp.arange(length)[:, None] / base ** (jnp.arange(size // 2) * 2 / size)
    turned = (x[..., : size // 2] + 1j * x[..., size // 2 :]) * jnp.exp(1j * angles)
    return jnp.concatenate((turned.real, turned.imag), -1)


def attention(p, shape, x, norm):
    heads, groups, size = shape["heads"], shape["keyValueHeads"], shape["headSize"]
    q, k, v = (x @ p[f"self_attn.{name}_proj.weight"].T for name in "qkv")
    if shape["queryKeyNorm"]:
        q, k = norm(q, p["self_attn.q_norm.weight"]), norm(k, p["self_attn.k_norm.weight"])
    apart = lambda y, count: y.reshape(*y.shape[:-1], count, size).swapaxes(-2, -3)
    q, k = (rotated(y, shape["rotaryBase"]) for y in (apart(q, heads), apart(k, groups)))
    k, v = (jnp.repeat(y, heads // groups, axis=-3) for y in (k, apart(v, groups)))
    scores = q @ k.swapaxes(-1, -2) / size**0.5
    seen = jnp.tril(jnp.ones(scores.shape[-2:], bool))
    mixed = jax.nn.softmax(jnp.where(seen, scores, -jnp.inf)) @ v
    joined = mixed.swapaxes(-2, -3).reshape(*x.shape[:-1], heads * size)
    return joined @ p["self_attn.o_proj.weight"].T


def loss(parameters, shape, tokens):
    """Mean cross-entropy of tokens [sequences, length + 1]."""
    kind = rms_norm if shape["norm"] == "rms" else layer_norm
    norm = lambda x, gain: kind(x, gain, shape["normEpsilon"])
    x = parameters["model.embed_tokens.weight"][tokens[:, :-1]]
    for layer in range(shape["layers"]):
        prefix = f"model.layers.{layer}."
        p = {name.removeprefix(prefix): value for name, value in parameters.items() if name.startswith(prefix)}
        x = x + attention(p, shape, norm(x, p["input_layernorm.weight"]), norm)
        inner = norm(x, p["post_attention_layernorm.weight"])
        gate, up = (inner @ p[f"mlp.{name}_proj.weight"].T for name in ("gate", "up"))
        x = x + (gate * jax.nn.sigmoid(gate) * up) @ p["mlp.down_proj.weight"].T
    head = parameters["model.embed_tokens.weight" if shape["tiedEmbeddings"] else "lm_head.weight"]
    logs = jax.nn.log_softmax(norm(x, parameters["model.norm.weight"]) @ head.T)
    return -jnp.take_along_axis(logs, tokens[:, 1:, None], -1).mean()


def stepper(shape, beta1=0.9, beta2=0.95, epsilon=1e-8, decay=0.1, clip=1.0):
    """A step of AdamW after clipping to a norm of 1: (parameters, first, second), tokens, rate, step from 1."""

    @jax.jit
    def step(state, tokens, rate, t):
        parameters, first, second = state
        found, gradients = jax.value_and_grad(loss)(parameters, shape, tokens)
        norm = jnp.sqrt(sum((g * g).sum() for g in gradients.values()))
        gradients = {name: g * jnp.minimum(1, clip / (norm + 1e-6)) for name, g in gradients.items()}
        first = {name: beta1 * m + (1 - beta1) * gradients[name] for name, m in first.items()}
        second = {name: beta2 * v + (1 - beta2) * gradients[name] ** 2 for name, v in second.items()}

        def moved(name, p):
            mean, square = first[name] / (1 - beta1**t), second[name] / (1 - beta2**t)
            return p - rate * decay * p - rate * mean / (jnp.sqrt(square) + epsilon)

        return ({name: moved(name, p) for name, p in parameters.items()}, first, second), found

    return step
