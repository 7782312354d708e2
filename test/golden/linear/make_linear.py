"""Makes linear.json: python make_linear.py > linear.json  (numpy 2.4.6, scikit-learn 1.9.1)."""

import json

import numpy as np
from sklearn.linear_model import LinearRegression, Ridge

rng = np.random.default_rng(11)


def case(name, x, y, alpha, intercept):
    model = (
        LinearRegression(fit_intercept=intercept)
        if alpha == 0
        else Ridge(alpha=alpha, fit_intercept=intercept, solver="svd")
    )
    model.fit(x, y)
    return {
        "name": name,
        "x": x.tolist(),
        "y": y.tolist(),
        "alpha": alpha,
        "intercept": intercept,
        "coefficients": model.coef_.tolist(),
        "constant": float(model.intercept_),
        "predicted": model.predict(x).tolist(),
    }


def losses(x):
    return 5 - np.log1p(3 * x[:, 0]) + x[:, 1] ** 2 + 0.02 * rng.normal(size=len(x))


rounded = np.round(rng.dirichlet(np.full(6, 0.5), 60), 3)
exact = rng.dirichlet(np.full(5, 0.7), 40)
wide = rng.dirichlet(np.full(12, 0.7), 8)
cases = [
    case("rounded shares, least squares", rounded, losses(rounded), 0, True),
    case("rounded shares, no intercept", rounded, losses(rounded), 0, False),
    case("rounded shares, ridge", rounded, losses(rounded), 1.0, True),
    case("rounded shares, weak ridge", rounded, losses(rounded), 0.003, True),
    case("rows that sum to 1, least squares: shortest coefficients", exact, losses(exact), 0, True),
    case("rows that sum to 1, ridge", exact, losses(exact), 0.1, True),
    case("more domains than runs, ridge", wide, losses(wide), 0.5, True),
]
print(json.dumps({"made": "numpy 2.4.6, scikit-learn 1.9.1", "cases": cases}))
