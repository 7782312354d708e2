"""Makes covariance.json: python make_covariance.py > covariance.json  (scipy 1.17.1, numpy 2.4.6).

Points are our own: laws at round values, times exp(normal noise), rounded. curve_fit has exact derivatives.
"""

import json

import numpy as np
from scipy.optimize import curve_fit

rng = np.random.default_rng(2403)


def over_training(x, E, a, b, eta):
    n, d = x
    return E + a * (6 * n * n) ** -eta + b * (6 * d * d) ** -eta


def over_training_jac(x, E, a, b, eta):
    u, v = 6 * x[0] ** 2, 6 * x[1] ** 2
    return np.stack(
        [np.ones_like(u), u**-eta, v**-eta, -a * u**-eta * np.log(u) - b * v**-eta * np.log(v)], axis=1
    )


def chinchilla(x, E, A, B, alpha, beta):
    n, d = x
    return E + A * n**-alpha + B * d**-beta


def chinchilla_jac(x, E, A, B, alpha, beta):
    n, d = x
    return np.stack(
        [
            np.ones_like(n),
            n**-alpha,
            d**-beta,
            -A * n**-alpha * np.log(n),
            -B * d**-beta * np.log(d),
        ],
        axis=1,
    )


def downstream(x, epsilon, k, gamma):
    return epsilon - k * np.exp(-gamma * x[0])


def downstream_jac(x, epsilon, k, gamma):
    decay = np.exp(-gamma * x[0])
    return np.stack([np.ones_like(decay), -decay, k * decay * x[0]], axis=1)


def line(x, a, b):
    return np.log(a) - b * np.log(x[0])


def line_jac(x, a, b):
    return np.stack([np.full_like(x[0], 1 / a), -np.log(x[0])], axis=1)


def solve(law, names, f, jac, x, truth, noise, columns, output, logarithm=False):
    x = np.array(x, dtype=float)
    clean = np.exp(f(x, *truth)) if logarithm else f(x, *truth)
    y = np.round(clean * np.exp(noise * rng.standard_normal(x.shape[1])), 6)
    values, pcov = curve_fit(
        f,
        x,
        np.log(y) if logarithm else y,
        p0=truth,
        jac=jac,
        method="lm",
        xtol=1e-15,
        ftol=1e-15,
        gtol=1e-15,
        maxfev=100000,
    )
    return {
        "law": law,
        "points": [
            {**{c: x[i, j] for i, c in enumerate(columns)}, output: y[j]} for j in range(x.shape[1])
        ],
        "values": dict(zip(names, values.tolist())),
        "covariance": pcov.ravel().tolist(),
    }


sizes = [(n, n * m) for n in (1e7, 3e7, 1e8, 3e8, 1e9) for m in (5, 20, 80, 320)]
five = [(1.1e7, 2.2e8), (8e7, 1.6e9), (1.5e8, 3e9), (4e8, 8e9), (1.1e7, 3.5e9)]
train = ["parameters", "tokens"]
cases = [
    solve("over-training", ["E", "a", "b", "eta"], over_training, over_training_jac, np.array(sizes).T,
          [1.8, 210, 370, 0.136], 0.004, train, "loss"),
    solve("over-training", ["E", "a", "b", "eta"], over_training, over_training_jac, np.array(five).T,
          [1.8, 210, 370, 0.136], 0.002, train, "loss"),
    solve("chinchilla", ["E", "A", "B", "alpha", "beta"], chinchilla, chinchilla_jac, np.array(sizes).T,
          [1.7, 406, 411, 0.34, 0.28], 0.003, train, "loss"),
    solve("downstream", ["epsilon", "k", "gamma"], downstream, downstream_jac,
          [[2.6, 3.0, 3.3, 3.7, 4.2, 4.8, 5.5]], [0.85, 2.2, 0.71], 0.01, ["loss"], "error"),
    solve("power", ["a", "b"], line, line_jac, [[1e16, 1e17, 1e18, 1e19, 1e20]], [300, 0.1], 0.02,
          ["x"], "y", logarithm=True),
]
print(json.dumps(cases, indent=1))
