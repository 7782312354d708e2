"""Makes metrics.json: python make_metrics.py > metrics.json  (numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1)."""

import json

import numpy as np
import scipy.stats as st
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score

rng = np.random.default_rng(7)


def case(name, x, y):
    x, y = np.asarray(x, float), np.asarray(y, float)
    return {
        "name": name,
        "x": x.tolist(),
        "y": y.tolist(),
        "ranks": st.rankdata(x).tolist(),
        "spearman": float(st.spearmanr(x, y).statistic),
        "pearson": float(st.pearsonr(x, y).statistic),
        "kendall": float(st.kendalltau(x, y).statistic),
        "meanSquaredError": float(mean_squared_error(y, x)),
        "meanAbsoluteError": float(mean_absolute_error(y, x)),
        "r2": float(r2_score(y, x)),
    }


x = rng.normal(size=200)
cases = [
    case("no ties", x, x + rng.normal(size=200)),
    case("few values, many ties", rng.integers(0, 5, 150), rng.integers(0, 7, 150)),
    case("ties on one side", np.repeat(np.arange(20), 5), rng.normal(size=100)),
    case("opposite", np.arange(30), -np.arange(30)),
    case("equal", np.arange(10) / 7, np.arange(10) / 7),
    case("two pairs", [1, 2], [5, 4]),
    case("far from zero", 1e6 + rng.normal(size=50), rng.normal(size=50) - 1e6),
    case("losses", rng.uniform(4, 8, 256), rng.uniform(4, 8, 256)),
]
print(json.dumps({"made": "numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1", "cases": cases}))
