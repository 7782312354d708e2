"""Times Python's LightGBM and scipy for the benchmarks: one request a line on stdin, one answer a line on stdout, both JSON.

Arrays travel as files of little-endian doubles, since they are large. Only the call itself is timed.
"""

import json
import sys
from itertools import product
from time import perf_counter

import lightgbm
import numpy
import scipy.optimize


def doubles(path, width=None):
    values = numpy.fromfile(path, dtype="<f8")
    return values if width is None else values.reshape(-1, width)


class Peer:
    def __init__(self):
        self.tables = {}

    def version(self, _):
        return {"lightgbm": lightgbm.__version__, "scipy": scipy.__version__, "python": sys.version.split()[0]}

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

    def laws(self, request):
        """The law of over-training by curve_fit from 128 starts, in the form and with the search of its authors."""
        started = perf_counter()
        found = [best_of_starts(numpy.array(points), request["derivatives"]) for points in request["sets"]]
        return {"seconds": perf_counter() - started, "values": found}


def over_training(x, alpha, beta, p, e):
    n, m = x
    return alpha * n**p + beta * 6 ** (p / 2) * (m * n) ** p + e


def over_training_derivatives(x, alpha, beta, p, e):
    n, m = x
    by_size, by_tokens = n**p, 6 ** (p / 2) * (m * n) ** p
    by_power = alpha * by_size * numpy.log(n) + beta * by_tokens * numpy.log(6**0.5 * m * n)
    return numpy.stack([by_size, by_tokens, by_power, numpy.ones_like(n)], axis=1)


def best_of_starts(points, derivatives):
    n, m, loss = points.T
    jac = over_training_derivatives if derivatives else None
    best = None
    for start in product([100, 300, 1000, 3000], [100, 300, 1000, 3000], [-0.1, -0.3], [0, 1, 2, 10]):
        values, _ = scipy.optimize.curve_fit(over_training, (n, m), loss, p0=start, jac=jac, maxfev=10000)
        residual = ((over_training((n, m), *values) - loss) ** 2).sum()
        if best is None or residual < best[0]:
            best = (residual, values.tolist())
    return best[1]


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
