"""Makes heatmaps.json: python make_heatmaps.py FOLDER > heatmaps.json  (numpy 2.4.6, scipy 1.17.1).

FOLDER is exp_data of mlfoundations/scaling at commit a003c49. The relative errors, in percent, behind Figs 5, 7, 10, 11
and 12 of arXiv:2403.08540v2, and the fits behind Table 6. Read and fitted apart from mixlab: MINPACK on the authors' form
alpha N^p + beta 6^(p/2) (MN)^p + E from their 128 starts, and on epsilon - k e^(-gamma L) from their start (1, 1, 1);
tolerances at the rounding instead of scipy's 1e-8.
"""

import itertools
import json
import pathlib
import sys

import numpy as np
from scipy.optimize import curve_fit

folder = pathlib.Path(sys.argv[1])
SIZES = {
    "d=96_l=8_h=4": "0.011B",
    "d=512_l=8_h=4": "0.079B",
    "d=576_l=24_h=8": "0.154B",
    "d=1024_l=24_h=8": "0.411B",
    "open_lm_1b": "1.4B",
    "open_lm_7b": "6.9B",
}
SETS = ["c4_original", "rpj", "rw_original"]
FIVE = [("0.011B", 20), ("0.079B", 20), ("0.154B", 20), ("0.411B", 20), ("0.011B", 320)]
SIX = FIVE + [("1.4B", 20)]
SEVENTEEN = """bigbench_operators pubmed_qa_labeled hellaswag_zeroshot boolq arc_easy coqa bigbench_dyck_languages
lambada_openai bigbench_novel_concepts winograd bigbench_cs_algorithms commonsense_qa bigbench_qa_wikidata hellaswag copa
squad piqa""".split()
TIGHT = {"ftol": 1e-15, "xtol": 1e-15, "gtol": 1e-15, "maxfev": 10000}


def read(path):
    model = json.loads(path.read_text())
    hyper = model["hyperparameters"]
    losses = {}
    for result in model["results"]:
        parent, file = result["val_data"][0].split("/")[-2:]
        losses[file.split(".")[0] if "de-en" in parent else parent] = result["loss"]
    evaluation = json.loads((folder / "evals" / f"evaluation_{path.stem}_heavy.json").read_text())
    return {
        "set": model["dataset_name"],
        "size": SIZES[hyper["model"].split("/")[-1].split(".")[0]],
        "M": round(20 * hyper["chinchilla_multiplier"]),
        "N": float(hyper["params"]),
        "losses": losses,
        "errors": {task: 1 - share for task, share in evaluation["eval_metrics"]["icl"].items()},
    }


models = {}
for path in sorted((folder / "models").glob("*.json")):
    one = read(path)
    models[one["set"], one["size"], one["M"]] = one
ALL = sorted(next(iter(models.values()))["errors"])


def law(x, alpha, beta, p, E):
    N, M = x
    return alpha * N**p + beta * 6 ** (p / 2) * (M * N) ** p + E


def fit_loss(train, loss):
    points = [models[train, *cell] for cell in FIVE]
    x = np.array([[m["N"] for m in points], [m["M"] for m in points]], float)
    y = np.array([m["losses"][loss] for m in points])
    best = None
    for start in itertools.product([100, 300, 1000, 3000], [100, 300, 1000, 3000], [-0.1, -0.3], [0, 1, 2, 10]):
        try:
            found, _ = curve_fit(law, x, y, start, **TIGHT)
        except RuntimeError:
            continue
        squares = float(np.sum((law(x, *found) - y) ** 2))
        if best is None or squares < best[0]:
            best = (squares, found)
    return best[1]


def error_law(loss, k, gamma, epsilon):
    return epsilon - k * np.exp(-gamma * loss)


def mean_error(model, tasks):
    return float(np.mean([model["errors"][task] for task in tasks]))


def fit_error(train, tasks):
    points = [models[train, *cell] for cell in SIX]
    x = np.array([m["losses"]["c4_val"] for m in points])
    return curve_fit(error_law, x, np.array([mean_error(m, tasks) for m in points]), (1, 1, 1), **TIGHT)[0]


def panel(train, loss, tasks=None):
    found = fit_loss(train, loss)
    errors = None if tasks is None else fit_error(train, tasks)
    cells = []
    for (own, size, M), model in models.items():
        if own != train or M < 10:
            continue
        predicted = law((model["N"], M), *found)
        truth = model["losses"][loss]
        if tasks is not None:
            predicted, truth = error_law(predicted, *errors), mean_error(model, tasks)
        cells.append({"size": size, "tokensPerParameter": M, "percent": float(100 * abs(predicted - truth) / truth)})
    cells.sort(key=lambda cell: (float(cell["size"][:-1]), cell["tokensPerParameter"]))
    return {"trainSet": train, "loss": loss, "cells": cells}


alike = {"c4_original": "paloma_c4_en", "rpj": "paloma_redpajama", "rw_original": "paloma_falcon-refinedweb"}
others = ["paloma_dolma_100_programing_languages", "paloma_ptb", "val_de-en_100"]
figures = {
    "5": [panel(train, "c4_val") for train in SETS],
    "7": [panel(train, alike[train]) for train in SETS],
    "10": [panel("c4_original", loss) for loss in others],
    "11": [panel(train, "c4_val", ALL) for train in SETS],
    "12": [panel(train, "c4_val", SEVENTEEN) for train in SETS],
}


def parameters(train, tasks):
    alpha, beta, p, E = map(float, fit_loss(train, "c4_val"))
    k, gamma, epsilon = map(float, fit_error(train, tasks))
    return {"E": E, "a": alpha * 6 ** (-p / 2), "b": beta, "eta": -p / 2, "k": k, "gamma": gamma, "epsilon": epsilon}


fits = {
    "above-chance": {train: parameters(train, SEVENTEEN) for train in SETS},
    "all": {train: parameters(train, ALL) for train in SETS},
}
json.dump({"figures": figures, "fits": fits}, sys.stdout, indent=1)
print()
