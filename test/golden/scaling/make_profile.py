"""Makes profile.json: python make_profile.py > profile.json  (scipy 1.17.1, numpy 2.4.6); reads covariance.json.

Profile intervals of the over-training law by brute force: at one eta the law is linear in E, a and b, so each profile
is a linear solution inside a search over eta, and its edge is found by bisection. Shares no step with our walk.
"""

import json
import pathlib

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import t

cases = json.loads((pathlib.Path(__file__).parent / "covariance.json").read_text())


def rest(columns, y):
    # Columns are scaled, since a and b are large where eta is.
    matrix = np.stack(columns, axis=1)
    lengths = np.linalg.norm(matrix, axis=0)
    solution = np.linalg.lstsq(matrix / lengths, y, rcond=None)[0]
    return float(np.sum((y - matrix / lengths @ solution) ** 2))


def lowest(sse):
    grid = np.linspace(0.02, 0.5, 481)
    values = [sse(eta) for eta in grid]
    at = int(np.argmin(values))
    found = minimize_scalar(sse, bounds=(grid[max(at - 1, 0)], grid[min(at + 1, 480)]), method="bounded",
                            options={"xatol": 1e-13})
    return min(found.fun, values[at])


def solve(case, level, size):
    n = np.array([p["parameters"] for p in case["points"]])
    d = np.array([p["tokens"] for p in case["points"]])
    y = np.array([p["loss"] for p in case["points"]])
    one = np.ones_like(y)
    u = lambda eta: (6 * n * n) ** -eta
    v = lambda eta: (6 * d * d) ** -eta
    us = lambda eta: (6 * size[0] ** 2) ** -eta
    vs = lambda eta: (6 * size[1] ** 2) ** -eta
    values = case["values"]
    least = lowest(lambda eta: rest([one, u(eta), v(eta)], y))
    threshold = least * (1 + t.isf((1 - level) / 2, len(y) - 4) ** 2 / (len(y) - 4))
    predicted = values["E"] + values["a"] * us(values["eta"]) + values["b"] * vs(values["eta"])
    profiles = {
        "E": (values["E"], lambda E: lowest(lambda eta: rest([u(eta), v(eta)], y - E))),
        "a": (values["a"], lambda a: lowest(lambda eta: rest([one, v(eta)], y - a * u(eta)))),
        "b": (values["b"], lambda b: lowest(lambda eta: rest([one, u(eta)], y - b * v(eta)))),
        "eta": (values["eta"], lambda eta: rest([one, u(eta), v(eta)], y)),
        "law": (predicted, lambda z: lowest(lambda eta: rest([u(eta) - us(eta), v(eta) - vs(eta)], y - z))),
        "run": (predicted, lambda z: lowest(lambda eta: rest(
            [np.append(one, 1), np.append(u(eta), us(eta)), np.append(v(eta), vs(eta))], np.append(y, z)))),
    }
    bounds = {}
    for name, (start, sse) in profiles.items():
        sides = []
        for direction in (-1, 1):
            step = 0.01 * start
            while sse(start + direction * step) < threshold:
                step *= 1.5
            sides.append(brentq(lambda at: sse(at) - threshold, start, start + direction * step, xtol=1e-14, rtol=1e-13))
        bounds[name] = sides
    return {"case": cases.index(case), "level": level, "parameters": size[0], "tokens": size[1], "bounds": bounds}


print(json.dumps([
    solve(cases[0], 0.95, (7e9, 1.4e11)),
    solve(cases[0], 0.8, (1e8, 6.4e10)),
    solve(cases[1], 0.5, (1.4e9, 9e11)),
], indent=1))
