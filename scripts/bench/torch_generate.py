"""Continues a prompt with transformers, for the benchmarks; calls of torch_train.py."""

from time import perf_counter

import torch


class GeneratorPeer:
    def openGenerator(self, request):
        # Only this call pays for the import, which takes seconds and memory.
        from transformers import LlamaForCausalLM

        torch.set_num_threads(request["threads"])
        self.model = LlamaForCausalLM.from_pretrained(request["folder"], dtype=torch.float32)
        self.prompt, self.count = torch.tensor([request["prompt"]]), request["count"]
        return {}

    @torch.inference_mode()
    def generate(self, _):
        """Always takes the likeliest token; none ends it."""
        mask = torch.ones_like(self.prompt)
        started = perf_counter()
        found = self.model.generate(
            self.prompt, attention_mask=mask, max_new_tokens=self.count, do_sample=False, eos_token_id=None, pad_token_id=0
        )
        seconds = perf_counter() - started
        return {"seconds": seconds, "tokens": found[0, self.prompt.shape[1] :].tolist()}
