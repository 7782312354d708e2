"""Times PyTorch for the benchmarks of training: one request a line on stdin, one answer a line on stdout, both JSON.

Parameters travel as safetensors, tokens as files of int32 [steps, sequences, length + 1]. Only steps are timed.
"""

import gc
import json
import os
import resource
import sys
from time import perf_counter

import numpy
import torch
from safetensors.torch import load_file
from torch_decoder import Decoder, Trainer
from torch_generate import GeneratorPeer


def products(shape, sequences, length):
    """The matrix products of one step: rows, inner, columns, and how often, batched ones with their batch first."""
    rows, d = sequences * length, shape["hiddenSize"]
    size, inner = shape["headSize"], shape["feedForwardSize"]
    width, grouped = shape["heads"] * size, shape["keyValueHeads"] * size
    layers = shape["layers"]
    found = []
    for columns, inside, times in [
        (width, d, layers),
        (grouped, d, 2 * layers),
        (d, width, layers),
        (inner, d, 2 * layers),
        (d, inner, layers),
        (shape["vocabularySize"], d, 1),
    ]:
        found += [(1, rows, inside, columns, times), (1, rows, columns, inside, times), (1, columns, rows, inside, times)]
    batch = sequences * shape["heads"]
    # Scores and their mixing, once forward and twice backward, the square in full.
    found += [(batch, length, size, length, 3 * layers), (batch, length, length, size, 3 * layers)]
    return found


def product_seconds(engine, found, seconds_each):
    """Least seconds of all products of a step, each alone over and over, with nothing allocated between."""
    total = 0.0
    for batch, rows, inside, columns, times in found:
        sizes = [(rows, inside), (inside, columns), (rows, columns)]
        shapes = [size if batch == 1 else (batch, *size) for size in sizes]
        a, b, out = (numpy.random.default_rng(0).standard_normal(shape, dtype=numpy.float32) for shape in shapes)
        if engine == "torch":
            a, b, out = map(torch.from_numpy, (a, b, out))
            run = (lambda: torch.mm(a, b, out=out)) if batch == 1 else (lambda: torch.bmm(a, b, out=out))
        else:
            run = lambda: numpy.matmul(a, b, out=out)
        run()
        least, until = float("inf"), perf_counter() + seconds_each
        while perf_counter() < until:
            started = perf_counter()
            run()
            least = min(least, perf_counter() - started)
        total += least * times
    return total


class Peer(GeneratorPeer):
    def __init__(self):
        self.trainer = None

    def version(self, _):
        malloc = {name: value for name, value in os.environ.items() if name.startswith(("MALLOC_", "GLIBC_", "LD_PRELOAD"))}
        return {"torch": torch.__version__, "numpy": numpy.__version__, "python": sys.version.split()[0], "malloc": malloc}

    def open(self, request):
        torch.set_num_threads(request["threads"])
        shape, sequences, length = request["shape"], request["sequences"], request["length"]
        model = Decoder(shape, chunked_head=request.get("chunkedHead", False))
        model.load(load_file(request["parameters"]))
        tokens = numpy.fromfile(request["tokens"], dtype="<i4").reshape(-1, sequences, length + 1)
        self.tokens = torch.from_numpy(tokens.astype(numpy.int64))
        self.at = 0
        started = perf_counter()
        self.trainer = Trainer(model, request["mode"])
        answer = self.steps({"count": 1, "rate": request["rate"]})
        return {"startSeconds": perf_counter() - started, "losses": answer["losses"]}

    def steps(self, request):
        seconds, losses = [], []
        for _ in range(request["count"]):
            tokens = self.tokens[self.at % len(self.tokens)]
            self.at += 1
            started = perf_counter()
            losses.append(self.trainer.step(tokens, request["rate"]))
            seconds.append(perf_counter() - started)
        return {"seconds": seconds, "losses": losses}

    def memory(self, _):
        return {"peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}

    def products(self, request):
        """Seconds of the step's products alone: the limit of any engine that calls this library."""
        torch.set_num_threads(request["threads"])
        found = products(request["shape"], request["sequences"], request["length"])
        flops = sum(2 * batch * rows * inside * columns * times for batch, rows, inside, columns, times in found)
        return {"flops": flops, "seconds": product_seconds(request["engine"], found, request["secondsEach"])}


def main():
    peer = Peer()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = getattr(peer, request["call"])(request)
        except Exception as error:  # the other side decides what to do about it
            answer = {"error": f"{type(error).__name__}: {error}"}
        gc.collect()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
