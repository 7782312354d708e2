"""Fits of scaling laws beside scipy's: points of random laws with noise, five laws, two kinds of loss."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import least_squares

ROOT = Path(__file__).resolve().parents[2]
CASES = 25
HUBER = 1e-3

SIZES = np.array([1e7, 3e7, 8e7, 1.5e8, 4e8])
N = np.repeat(SIZES, 4)
D = N * np.tile([5.0, 20.0, 80.0, 320.0], len(SIZES))
C = 6 * N * D
M = D / N

LAWS = {
    "over-training": lambda v: v["E"] + (v["a"] * M ** v["eta"] + v["b"] * M ** -v["eta"]) * C ** -v["eta"],
    "chinchilla": lambda v: v["E"] + v["A"] * N ** -v["alpha"] + v["B"] * D ** -v["beta"],
    "downstream": lambda v: v["epsilon"] - v["k"] * np.exp(-v["gamma"] * LOSSES),
    "irreducible-power": lambda v: v["E"] + v["a"] * C ** -v["b"],
    "power": lambda v: v["a"] * C ** -v["b"],
}
LOSSES = np.linspace(2.4, 6, 12)


def drawn_values(law, rng):
    u = rng.uniform
    return {
        "over-training": lambda: {"E": u(1, 2), "a": u(100, 300), "b": u(150, 500), "eta": u(0.1, 0.16)},
        "chinchilla": lambda: {"E": u(1, 2), "A": u(200, 600), "B": u(200, 600), "alpha": u(0.3, 0.4), "beta": u(0.25, 0.35)},
        "downstream": lambda: {"epsilon": u(0.75, 0.9), "k": u(1, 2.5), "gamma": u(0.5, 1)},
        "irreducible-power": lambda: {"E": u(1, 2), "a": u(50, 500), "b": u(0.1, 0.2)},
        "power": lambda: {"a": u(50, 500), "b": u(0.05, 0.2)},
    }[law]()


def drawn_case(law, options, rng):
    values = drawn_values(law, rng)
    y = LAWS[law](values)
    noise = np.exp(rng.normal(0, 0.003, len(y)))
    if "loss" in options:
        noise[rng.integers(len(y))] *= 1.1
    if law == "downstream":
        points = [{"loss": l, "error": e} for l, e in zip(LOSSES, y * noise)]
    elif law in ("over-training", "chinchilla"):
        points = [{"parameters": n, "tokens": d, "loss": l} for n, d, l in zip(N, D, y * noise)]
    else:
        points = [{"x": c, "y": l} for c, l in zip(C, y * noise)]
    return {"law": law, "options": options, "points": points}, y * noise


def refit(law, values, y, options):
    """scipy's descent from given values, as far as doubles go; amplitudes by their logarithms."""
    names = list(values)
    logs = {"a", "A", "B"} | ({"b"} if law == "over-training" else set())
    into = np.array([np.log(values[name]) if name in logs else values[name] for name in names])
    back = lambda q: {name: np.exp(x) if name in logs else x for name, x in zip(names, q)}
    logarithm = options.get("residuals") == "logarithm" or law == "power"

    def residuals(q):
        predicted = LAWS[law](back(q))
        if logarithm:
            return np.log(np.maximum(predicted, 1e-300)) - np.log(y)
        return predicted - y

    robust = {"loss": "huber", "f_scale": options["loss"]["huber"]} if "loss" in options else {}
    found = least_squares(residuals, into, x_scale="jac", xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=5000, **robust)
    return back(found.x), found.cost


PLANS = [
    ("over-training", {}),
    ("over-training", {"residuals": "logarithm", "loss": {"huber": HUBER}}),
    ("chinchilla", {}),
    ("chinchilla", {"residuals": "logarithm", "loss": {"huber": HUBER}}),
    ("downstream", {}),
    ("irreducible-power", {}),
    ("power", {}),
]


@pytest.fixture(scope="module", params=range(len(PLANS)), ids=[f"{law}-{'huber' if o else 'squares'}" for law, o in PLANS])
def fitted(request, tmp_path_factory):
    law, options = PLANS[request.param]
    rng = np.random.default_rng(request.param)
    cases, observed = zip(*(drawn_case(law, options, rng) for _ in range(CASES)))
    folder = tmp_path_factory.mktemp("fits")
    (folder / "cases.json").write_text(json.dumps(cases))
    script = ROOT / "dist/test/jupyter/fits.js"
    subprocess.run(["node", str(script), str(folder / "cases.json"), str(folder / "fits.json")], check=True)
    return law, options, observed, json.loads((folder / "fits.json").read_text())


def test_predictions_are_those_of_the_formula(fitted):
    law, _, observed, fits = fitted
    for fit in fits:
        np.testing.assert_allclose(fit["predicted"], LAWS[law](fit["values"]), rtol=1e-12)


def test_scipy_finds_nothing_lower_from_our_place(fitted):
    law, options, observed, fits = fitted
    for y, fit in zip(observed, fits):
        stayed, _ = refit_cost(law, fit["values"], y, options)
        moved, cost = refit(law, fit["values"], y, options)
        assert cost >= stayed * (1 - 1e-9)
        for name, value in fit["values"].items():
            assert moved[name] == pytest.approx(value, rel=1e-5)


def refit_cost(law, values, y, options):
    predicted = LAWS[law](values)
    logarithm = options.get("residuals") == "logarithm" or law == "power"
    r = np.log(predicted) - np.log(y) if logarithm else predicted - y
    if "loss" not in options:
        return 0.5 * (r**2).sum(), r
    d = options["loss"]["huber"]
    far = np.abs(r) > d
    return np.where(far, d * (np.abs(r) - 0.5 * d), 0.5 * r**2).sum(), r


def test_no_start_of_scipys_ends_lower(fitted):
    law, options, observed, fits = fitted
    rng = np.random.default_rng(7)
    for y, fit in list(zip(observed, fits))[:8]:
        ours, _ = refit_cost(law, fit["values"], y, options)
        for _ in range(10):
            _, cost = refit(law, drawn_values(law, rng), y, options)
            assert cost >= ours * (1 - 1e-9)
