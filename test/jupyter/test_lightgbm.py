"""mixlab's boosting against Python's lightgbm: the same model texts, byte for byte.

Run `node scripts/build.mjs` first, then pytest in test/jupyter. MIXLAB_LIGHTGBM_CASES sets the number of cases of the
squared loss (default 300); each other loss gets a tenth of it.
"""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pytest

from lightgbm_cases import Case, camel, make_case

ROOT = Path(__file__).resolve().parents[2]
NODE = os.environ.get("MIXLAB_NODE", "node")
COUNT = int(os.environ.get("MIXLAB_LIGHTGBM_CASES", "300"))
OTHER = max(1, COUNT // 10)
CASES = [("regression", at) for at in range(COUNT)] + [
    (objective, at) for objective in ("regression_l1", "huber", "quantile") for at in range(OTHER)
]


@dataclass
class Pair:
    case: Case
    theirs: lgb.Booster | None
    curves: list
    ours: str
    our_predictions: np.ndarray
    result: dict


def train_theirs(case: Case):
    parameters = {
        **case.parameters,
        "metric": list(case.metrics),
        "num_threads": 1,
        "deterministic": True,
        "force_col_wise": True,
        "verbosity": -1,
    }
    data = lgb.Dataset(case.features, case.labels, weight=case.weights, params=parameters, free_raw_data=False)
    valid = lgb.Dataset(case.valid_features, case.valid_labels, weight=case.valid_weights, reference=data)
    curves: dict = {}
    callbacks = [lgb.record_evaluation(curves)]
    if case.stopping_rounds > 0:
        callbacks.append(lgb.early_stopping(case.stopping_rounds, verbose=False))
    booster = lgb.train(parameters, data, valid_sets=[valid], valid_names=["v"], callbacks=callbacks, keep_training_booster=True)
    return booster, [curves["v"][metric] for metric in case.metrics]


@pytest.fixture(scope="session")
def pairs(tmp_path_factory) -> dict:
    folder = tmp_path_factory.mktemp("lightgbm")
    cases = [make_case(at, objective) for objective, at in CASES]
    listed = []
    for case in cases:
        parts = [case.features, case.labels, case.weights, case.valid_features, case.valid_labels, case.valid_weights]
        numbers = [np.asarray(part, dtype=np.float64).ravel() for part in parts if part is not None]
        np.concatenate(numbers).tofile(folder / f"{case.name}.f64")
        rows, columns = case.features.shape
        listed.append(
            {
                "name": case.name,
                "rows": rows,
                "columns": columns,
                "validRows": len(case.valid_labels),
                "weighted": case.weights is not None,
                "parameters": {camel(name): value for name, value in case.parameters.items()},
                "metrics": case.metrics,
                "stoppingRounds": case.stopping_rounds,
            }
        )
    (folder / "cases.json").write_text(json.dumps(listed))
    subprocess.run([NODE, str(ROOT / "dist/test/jupyter/train-cases.js"), str(folder)], check=True)
    results = {result["name"]: result for result in json.loads((folder / "results.json").read_text())}
    out = {}
    for case in cases:
        try:
            theirs, curves = train_theirs(case)
        except lgb.basic.LightGBMError as error:
            if "Check failed" not in str(error):
                raise
            theirs, curves = None, []
        ours = (folder / f"{case.name}.txt").read_text()
        predictions = np.fromfile(folder / f"{case.name}.predicted")
        out[case.name] = Pair(case, theirs, curves, ours, predictions, results[case.name])
    return out


@pytest.fixture(params=[f"{objective}-{at}" for objective, at in CASES])
def pair(request, pairs) -> Pair:
    pair = pairs[request.param]
    if pair.theirs is None:
        pytest.skip("LightGBM stops at a check of its own")
    return pair


def without_parameters(text: str) -> str:
    return text.split("\nparameters:")[0].rstrip("\n")


def test_the_library_is_the_pinned_one():
    assert lgb.__version__ == "4.7.0"


def test_the_library_finishes_nearly_all_cases(pairs):
    assert sum(pair.theirs is None for pair in pairs.values()) <= len(pairs) // 200


def test_model_text_is_the_same_byte_for_byte(pair: Pair):
    ours, theirs = (without_parameters(text).split("\n") for text in (pair.ours, pair.theirs.model_to_string()))
    different = [(a, b) for a, b in zip(ours, theirs) if a != b]
    assert (different[:3], len(ours)) == ([], len(theirs))


def test_metrics_and_best_iteration_are_the_same(pair: Pair):
    assert pair.result["history"] == pair.curves
    assert pair.result["bestIteration"] == max(pair.theirs.best_iteration, 0)


def test_lightgbm_loads_our_text_and_predicts_the_same_bits(pair: Pair):
    loaded = lgb.Booster(model_str=pair.ours)
    theirs = pair.theirs.predict(pair.case.valid_features)
    assert np.array_equal(loaded.predict(pair.case.valid_features), theirs)
    assert np.array_equal(pair.our_predictions, theirs)
