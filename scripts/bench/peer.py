"""Times Python's LightGBM for the benchmarks: one request a line on stdin, one answer a line on stdout, both JSON.

Arrays travel as files of little-endian doubles, since they are large. Only the call itself is timed.
"""

import json
import sys
from time import perf_counter

import lightgbm
import numpy


def doubles(path, width=None):
    values = numpy.fromfile(path, dtype="<f8")
    return values if width is None else values.reshape(-1, width)


class Peer:
    def __init__(self):
        self.tables = {}

    def version(self, _):
        return {"lightgbm": lightgbm.__version__, "python": sys.version.split()[0]}

    def load(self, request):
        self.tables[request["name"]] = doubles(request["file"], request.get("width"))
        return {}

    def fit(self, request):
        """RegMix's notebook: 1000 small steps, stopped after 3 rounds without gain in l1 or l2."""
        t = self.tables
        targets = request["targets"]
        parameters = {**request["parameters"], "num_threads": request["threads"], "verbosity": -1}
        names = request["features"]
        boosters = []
        started = perf_counter()
        for target in targets:
            train = lightgbm.Dataset(t["train"], t[f"train/{target}"], feature_name=names)
            stop = train.create_valid(t["stop"], t[f"stop/{target}"])
            callbacks = [lightgbm.early_stopping(3, verbose=False)]
            boosters.append(lightgbm.train(parameters, train, 1000, valid_sets=[stop], callbacks=callbacks))
        seconds = perf_counter() - started
        return {"seconds": seconds, "texts": [booster.model_to_string() for booster in boosters]}

    def predict(self, request):
        booster = lightgbm.Booster(model_file=request["model"])
        rows = self.tables[request["rows"]]
        started = perf_counter()
        predicted = booster.predict(rows, num_threads=request["threads"])
        seconds = perf_counter() - started
        if "out" in request:
            predicted.astype("<f8").tofile(request["out"])
        return {"seconds": seconds}


def main():
    peer = Peer()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = getattr(peer, request["call"])(request)
        except Exception as error:  # the other side decides what to do about it
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
