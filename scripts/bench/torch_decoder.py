"""A decoder of Llama's kind and its training step as one writes them for speed on a CPU with PyTorch.

Queries, keys and values share one product, so do gate and up; parameters go in and out under Hugging Face's names.
"""

import torch
import torch.nn.functional as F


def normalised(shape, x, gain):
    if shape["norm"] == "rms":
        return F.rms_norm(x, gain.shape, gain, shape["normEpsilon"])
    return F.layer_norm(x, gain.shape, gain, None, shape["normEpsilon"])


class Block(torch.nn.Module):
    def __init__(self, shape, dtype):
        super().__init__()
        self.shape = shape
        self.heads, self.groups, self.size = shape["heads"], shape["keyValueHeads"], shape["headSize"]
        d, width, inner = shape["hiddenSize"], self.heads * self.size, shape["feedForwardSize"]
        empty = lambda *sizes: torch.nn.Parameter(torch.empty(*sizes, dtype=dtype))
        self.input_gain, self.post_gain = empty(d), empty(d)
        self.qkv, self.out = empty(width + 2 * self.groups * self.size, d), empty(d, width)
        self.gate_up, self.down = empty(2 * inner, d), empty(d, inner)
        if shape["queryKeyNorm"]:
            self.query_gain, self.key_gain = empty(width), empty(self.groups * self.size)

    def forward(self, x, cos, sin):
        batch, length, _ = x.shape
        qkv = F.linear(normalised(self.shape, x, self.input_gain), self.qkv)
        if self.shape["queryKeyNorm"]:
            qkv = self.with_normed_queries_and_keys(qkv)
        heads = qkv.view(batch, length, -1, self.size).transpose(1, 2)
        q, k, v = heads.split([self.heads, self.groups, self.groups], dim=1)
        mixed = F.scaled_dot_product_attention(
            turn(q, cos, sin), turn(k, cos, sin), v, is_causal=True, enable_gqa=self.groups != self.heads
        )
        x = x + F.linear(mixed.transpose(1, 2).reshape(batch, length, -1), self.out)
        gate, up = F.linear(normalised(self.shape, x, self.post_gain), self.gate_up).chunk(2, dim=-1)
        return x + F.linear(F.silu(gate) * up, self.down)

    def with_normed_queries_and_keys(self, qkv):
        """Over all heads at once, before they turn, as open_lm has it."""
        width, grouped = self.heads * self.size, self.groups * self.size
        q, k, v = qkv.split([width, grouped, grouped], dim=-1)
        return torch.cat((normalised(self.shape, q, self.query_gain), normalised(self.shape, k, self.key_gain), v), -1)


def turn(x, cos, sin):
    """Rotary positions in Hugging Face's convention: the halves of a head are the pairs."""
    first, second = x.chunk(2, dim=-1)
    return x * cos + torch.cat((-second, first), dim=-1) * sin


class Decoder(torch.nn.Module):
    def __init__(self, shape, dtype=torch.float32, chunked_head=False):
        super().__init__()
        self.shape, self.chunked_head = shape, chunked_head
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
        return normalised(self.shape, x, self.gain)

    def head_weight(self):
        return self.embedding if self.shape["tiedEmbeddings"] else self.head

    def forward(self, tokens):
        """Mean cross-entropy of tokens [sequences, length + 1]."""
        hidden, head, targets = self.hidden(tokens[:, :-1]), self.head_weight(), tokens[:, 1:]
        if self.chunked_head:
            options = torch.nn.LinearCrossEntropyOptions()
            return F.linear_cross_entropy(hidden.flatten(0, 1), head, targets.flatten(), options=options)
        logits = F.linear(hidden, head)
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())

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
            if self.shape["queryKeyNorm"]:
                yield block.query_gain, {f"{into}self_attn.q_norm.weight": slice(None)}
                yield block.key_gain, {f"{into}self_attn.k_norm.weight": slice(None)}
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


class Trainer:
    """One step: loss, gradients, clip to 1, AdamW with decay on everything.

    AdamW's fused kernel was as fast as its foreach form, and max-autotune no faster than plain torch.compile.
    """

    def __init__(self, model, mode="eager"):
        self.model = model
        self.optimiser = torch.optim.AdamW(
            model.parameters(), lr=0.0, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1, fused=True
        )
        self.loss = torch.compile(model, dynamic=False) if mode == "compile" else model

    def step(self, tokens, rate):
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        loss = self.loss(tokens)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        return loss.item()
