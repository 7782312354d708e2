"""Makes objectives.json: models of the other losses, by LightGBM itself, on one thread.

python make_objectives.py   # lightgbm==4.7.0 numpy==2.4.6
"""

import json
from pathlib import Path

import lightgbm as lgb
import numpy as np

CASES = [
    ("regression_l1", {}, False),
    ("regression_l1", {"bagging_fraction": 0.6, "bagging_freq": 1}, True),
    ("huber", {"alpha": 0.4}, False),
    ("huber", {"alpha": 0.4}, True),
    ("quantile", {"alpha": 0.9}, False),
    ("quantile", {"alpha": 0.1, "boost_from_average": False}, True),
    # No column can be split: the average goes to the scores twice, to the tree once.
    ("regression", {"min_data_in_leaf": 60, "boost_from_average": False}, False),
    # From 0 every leaf is cut off at 0.3, so the first tree is one leaf; with the average in the scores the second can be split.
    ("regression", {"max_delta_step": 0.3, "min_gain_to_split": 0.2, "boost_from_average": False}, False),
    # Leaves of almost no weight: gains of 0/0 mark columns, but never win.
    ("regression", {"min_data_in_leaf": 1, "min_sum_hessian_in_leaf": 0.0, "path_smooth": 0.5}, "zeros"),
]


def main():
    random = np.random.default_rng(20240702)
    features = np.round(random.dirichlet([0.5] * 4, 90), 3)
    labels = np.round(5 - np.log(0.05 + features[:, 0]) + random.standard_t(2, 90) * 0.3, 6)
    weights = np.round(random.random(90) * 3, 2)
    zeros = np.where(random.random(90) < 0.5, 0.0, weights)
    out = []
    for objective, parameters, weighted in CASES:
        given = {"min_data_in_leaf": 5, **parameters, "objective": objective}
        fixed = {"metric": ["l1", "quantile"], "num_threads": 1, "verbosity": -1, "deterministic": True}
        chosen = {False: None, True: weights, "zeros": zeros}[weighted]
        part = lambda rows: None if chosen is None else chosen[rows]
        train, valid = slice(0, 70), slice(70, None)
        data = lgb.Dataset(features[train], labels[train], weight=part(train), params={**given, **fixed})
        stop = lgb.Dataset(features[valid], labels[valid], weight=part(valid), reference=data)
        curves = {}
        booster = lgb.train(
            {**given, **fixed},
            data,
            num_boost_round=6,
            valid_sets=[stop],
            valid_names=["v"],
            callbacks=[lgb.record_evaluation(curves)],
            keep_training_booster=True,
        )
        text = booster.model_to_string().split("\nparameters:")[0]
        out.append({"parameters": given, "weights": weighted, "text": text, "curves": curves["v"]})
    golden = {
        "source": f"lightgbm {lgb.__version__}, make_objectives.py",
        "trainRows": 70,
        "features": features.tolist(),
        "labels": labels.tolist(),
        "weights": weights.tolist(),
        "zeros": zeros.tolist(),
        "cases": out,
    }
    Path(__file__).with_name("objectives.json").write_text(json.dumps(golden) + "\n")


main()
