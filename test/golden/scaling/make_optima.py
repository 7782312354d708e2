"""Optima of Eq 4 and Eq 5 on the default models in 40-digit arithmetic: python make_optima.py DATA > optima.json

DATA is the folder of the published testbed (models/, evals/). Made with mpmath 1.4.1: Gauss-Newton from the published
digits until a step is below 1e-30.
"""

import json
import sys
from pathlib import Path

from mpmath import exp, log, lu_solve, matrix, mp, mpf, nstr

mp.dps = 40
FOLDER = Path(sys.argv[1])
SIZES = ["d=96_l=8_h=4", "d=512_l=8_h=4", "d=576_l=24_h=8", "d=1024_l=24_h=8"]
CELLS = [(size, "1.0") for size in SIZES] + [(SIZES[0], "16.0")]
LARGE = ("open_lm_1b", "1.0")
TASKS = """bigbench_operators pubmed_qa_labeled hellaswag_zeroshot boolq arc_easy coqa bigbench_dyck_languages
lambada_openai bigbench_novel_concepts winograd bigbench_cs_algorithms commonsense_qa bigbench_qa_wikidata hellaswag
copa squad piqa""".split()
STARTS = {"c4_original": (1.508, 141.3, 189.5, 0.1212), "rpj": (1.837, 212.2, 366.7, 0.1364), "rw_original": (1.734, 157.1, 246.2, 0.1272)}
ERROR_STARTS = {"c4_original": (0.84974, 2.0789, 0.75612), "rpj": (0.85699, 2.2065, 0.71459), "rw_original": (0.86528, 2.2148, 0.70705)}


def read(train_set, cell):
    stem = f"{train_set}-{cell[0]}-{cell[1]}"
    model = json.loads((FOLDER / f"models/{stem}.json").read_text())
    icl = json.loads((FOLDER / f"evals/evaluation_{stem}_heavy.json").read_text())["eval_metrics"]["icl"]
    loss = next(r["loss"] for r in model["results"] if "/c4_val/" in r["val_data"][0])
    error = sum((mpf(1) - mpf(icl[task]) for task in TASKS), mpf(0)) / len(TASKS)
    return mpf(model["hyperparameters"]["params"]), mpf(model["hyperparameters"]["tokens"]), mpf(loss), error


def descend(place, model):
    for _ in range(500):
        residuals, jacobian = model(place)
        step = lu_solve(jacobian.T * jacobian, -(jacobian.T * residuals))
        place = [value + change for value, change in zip(place, step)]
        if max(abs(change) for change in step) < mpf(10) ** -30:
            return place
    raise SystemExit("no convergence")


def over_training(points):
    sizes = [(log(6) + 2 * log(n), log(6) + 2 * log(d), loss) for n, d, loss, _ in points]

    def model(place):
        e, a, b, eta = place
        rows = [(exp(a - eta * x), exp(b - eta * z), x, z, loss) for x, z, loss in sizes]
        return (
            matrix([e + s + t - loss for s, t, _, _, loss in rows]),
            matrix([[1, s, t, -s * x - t * z] for s, t, x, z, _ in rows]),
        )

    return model


def downstream(points):
    def model(place):
        e, k, g = place
        rows = [(exp(-g * loss), loss, error) for _, _, loss, error in points]
        return matrix([e - k * s - error for s, _, error in rows]), matrix([[1, -s, k * loss * s] for s, loss, _ in rows])

    return model


found = {}
for train_set, (e, a, b, eta) in STARTS.items():
    five = [read(train_set, cell) for cell in CELLS]
    e, a, b, eta = descend([mpf(e), log(mpf(a)), log(mpf(b)), mpf(eta)], over_training(five))
    epsilon, k, gamma = descend([mpf(v) for v in ERROR_STARTS[train_set]], downstream([*five, read(train_set, LARGE)]))
    values = {"E": e, "a": exp(a), "b": exp(b), "eta": eta, "k": k, "gamma": gamma, "epsilon": epsilon}
    found[train_set] = {name: nstr(value, 15) for name, value in values.items()}
print(json.dumps(found, indent=2))
