"""A decoder of Llama's kind and its training step as one writes them for speed on a CPU with PyTorch.

Queries, keys and values share one product, so do gate and up; parameters go in and out under Hugging Face's names.
"""

import torch
import torch.nn.functional as F


class Block(torch.nn.Module):
    def __init__(self, shape, dtype):
        super().__init__()
        self.heads, self.groups, self.size = shape["heads"], shape["keyValueHeads"], shape["headSize"]
        self.epsilon = shape["normEpsilon"]
        d, width, inner = shape["hiddenSize"], self.heads * self.size, shape["feedForwardSize"]
        empty = lambda *sizes: torch.nn.Parameter(torch.empty(*sizes, dtype=dtype))
        self.input_gain, self.post_gain = empty(d), empty(d)
        self.qkv, self.out = empty(width + 2 * self.groups * self.size, d), empty(d, width)
        self.gate_up, self.down = empty(2 * inner, d), empty(d, inner)

    def forward(self, x, cos, sin):
        batch, length, d = x.shape
        qkv = F.linear(F.rms_norm(x, (d,), self.input_gain, self.epsilon), self.qkv)
        heads = qkv.view(batch, length, -1, self.size).transpose(1, 2)
        q, k, v = heads.split([self.heads, self.groups, self.groups], dim=1)
        mixed = F.scaled_dot_product_attention(
            turn(q, cos, sin), turn(k, cos, sin), v, is_causal=True, enable_gqa=self.groups != self.heads
        )
        x = x + F.linear(mixed.transpose(1, 2).reshape(batch, length, -1), self.out)
        gate, up = F.linear(F.rms_norm(x, (d,), self.post_gain, self.epsilon), self.gate_up).chunk(2, dim=-1)
        return x + F.linear(F.silu(gate) * up, self.down)


def turn(x, cos, sin):
    """Rotary positions in Hugging Face's convention: the halves of a head are the pairs."""
    first, second = x.chunk(2, dim=-1)
    return x * cos + torch.cat((-second, first), dim=-1) * sin


class Decoder(torch.nn.Module):
    def __init__(self, shape, dtype=torch.float32):
        super().__init__()
        self.shape = shape
        d, vocabulary = shape["hiddenSize"], shape["vocabularySize"]
        self.embedding = torch.nn.Parameter(torch.empty(vocabulary, d, dtype=dtype))
        self.blocks = torch.nn.ModuleList(Block(shape, dtype) for _ in range(shape["layers"]))
        self.gain = torch.nn.Parameter(torch.empty(d, dtype=dtype))
        if not shape["tiedEmbeddings"]:
            self.head = torch.nn.Parameter(torch.empty(vocabulary, d, dtype=dtype))
        steps = torch.arange(0, shape["headSize"], 2, dtype=torch.float64) / shape["headSize"]
        turns = torch.outer(torch.arange(shape["sequenceLength"]).double(), shape["rotaryBase"] ** -steps)
        self.register_buffer("cos", turns.cos().repeat(1, 2).to(dtype), persistent=False)
        self.register_buffer("sin", turns.sin().repeat(1, 2).to(dtype), persistent=False)

    def hidden(self, ids):
        length = ids.shape[1]
        x = F.embedding(ids, self.embedding)
        for block in self.blocks:
            x = block(x, self.cos[:length], self.sin[:length])
        return F.rms_norm(x, (x.shape[-1],), self.gain, self.shape["normEpsilon"])

    def head_weight(self):
        return self.embedding if self.shape["tiedEmbeddings"] else self.head

    def forward(self, tokens):
        """Mean cross-entropy of tokens [sequences, length + 1]."""
        logits = F.linear(self.hidden(tokens[:, :-1]), self.head_weight())
        return F.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())

    def parts(self):
        """Each parameter of this module with the Hugging Face names of the rows it holds."""
        yield self.embedding, {"model.embed_tokens.weight": slice(None)}
        for at, block in enumerate(self.blocks):
            into = f"model.layers.{at}."
            width, grouped = block.heads * block.size, block.groups * block.size
            inner = self.shape["feedForwardSize"]
            yield block.input_gain, {f"{into}input_layernorm.weight": slice(None)}
            yield block.qkv, {
                f"{into}self_attn.q_proj.weight": slice(0, width),
                f"{into}self_attn.k_proj.weight": slice(width, width + grouped),
                f"{into}self_attn.v_proj.weight": slice(width + grouped, None),
            }
            yield block.out, {f"{into}self_attn.o_proj.weight": slice(None)}
            yield block.post_gain, {f"{into}post_attention_layernorm.weight": slice(None)}
            yield block.gate_up, {
                f"{into}mlp.gate_proj.weight": slice(0, inner),
                f"{into}mlp.up_proj.weight": slice(inner, None),
            }
            yield block.down, {f"{into}mlp.down_proj.weight": slice(None)}
        yield self.gain, {"model.norm.weight": slice(None)}
        if not self.shape["tiedEmbeddings"]:
            yield self.head, {"lm_head.weight": slice(None)}

    @torch.no_grad()
    def load(self, tensors):
        """Takes parameters by Hugging Face's names; every one must be there."""
        for parameter, rows in self.parts():
            for name, place in rows.items():
                target = parameter[place]
                if target.shape != tensors[name].shape:
                    raise ValueError(f"{name} must be {list(target.shape)}, got {list(tensors[name].shape)}")
                target.copy_(tensors[name])

    def named(self, of=lambda parameter: parameter.detach()):
        """Parameters, or what `of` gives of them, by Hugging Face's names."""
        return {name: of(p)[place].clone() for p, rows in self.parts() for name, place in rows.items()}


def drawn(shape, seed):
    """Parameters as the RegMix authors draw them: normal, sd sqrt(2 / (5 · columns)), gains 1."""
    generator = torch.Generator().manual_seed(seed)
    model = Decoder(shape)
    found = {}
    for name, value in model.named().items():
        columns = value.shape[-1]
        sd = columns**-0.5 / shape["layers"] if "down_proj" in name else (0.4 / columns) ** 0.5
        found[name] = torch.ones_like(value) if value.dim() == 1 else torch.randn(value.shape, generator=generator) * sd
    return found


class Trainer:
    """One step: loss, gradients, clip to 1, AdamW with decay on everything."""

    def __init__(self, model, mode="eager", optimiser="fused", weight_decay=0.1, clip=1.0):
        self.model, self.clip = model, clip
        self.optimiser = torch.optim.AdamW(
            model.parameters(), lr=0.0, betas=(0.9, 0.95), eps=1e-8, weight_decay=weight_decay, **{optimiser: True}
        )
        options = {"eager": None, "compile": {}, "compile-autotune": {"mode": "max-autotune-no-cudagraphs"}}[mode]
        self.loss = model if options is None else torch.compile(model, dynamic=False, **options)

    def step(self, tokens, rate):
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        loss = self.loss(tokens)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        return loss.item()
