"""Random tables and parameter sets on which mixlab's boosting is held against LightGBM."""

from dataclasses import dataclass, field

import numpy as np

SEED = 20240701

CAMEL = {"lambda_l1": "lambdaL1", "lambda_l2": "lambdaL2"}


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return CAMEL.get(name, head + "".join(part.capitalize() for part in rest))


@dataclass
class Case:
    name: str
    features: np.ndarray
    labels: np.ndarray
    weights: np.ndarray | None
    valid_features: np.ndarray
    valid_labels: np.ndarray
    valid_weights: np.ndarray | None
    parameters: dict = field(default_factory=dict)
    metrics: tuple = ("l1", "l2")
    stopping_rounds: int = 0


def column(random, rows: int) -> np.ndarray:
    kind = random.integers(0, 14)
    if kind == 0:
        return random.normal(size=rows)
    if kind == 1:
        return np.round(random.normal(size=rows), 1)
    if kind == 2:
        return random.integers(-3, 4, rows).astype(float)
    if kind == 3:
        return random.integers(0, 2, rows).astype(float)
    if kind == 4:
        return np.full(rows, float(random.normal()))
    if kind == 5:
        return np.exp(random.normal(size=rows) * 6)
    if kind == 6:
        return np.where(random.random(rows) < 0.9, 0.0, random.normal(size=rows))
    if kind == 7:
        return np.where(random.random(rows) < 0.45, 0.0, np.round(random.dirichlet([1] * rows) * rows, 3))
    if kind == 8:
        return np.where(random.random(rows) < 0.2, np.nan, random.normal(size=rows))
    if kind == 9:
        return np.where(random.random(rows) < 0.8, np.nan, random.integers(0, 3, rows).astype(float))
    if kind == 10:
        return np.where(random.random(rows) < 0.8, 2.5, random.normal(size=rows))
    if kind == 11:
        return -np.abs(random.standard_cauchy(rows))
    if kind == 12:
        return random.choice([1e-36, -1e-36, 1e-300, 0.0, -0.0, 1.0, np.nextafter(1.0, 2.0)], rows)
    return np.where(random.random(rows) < 0.97, np.nan, 1.0)


def one_hot(random, rows: int, columns: int) -> np.ndarray:
    out = np.zeros((rows, columns))
    chosen = random.integers(0, columns, rows)
    out[np.arange(rows), chosen] = random.choice([1.0, 2.0, -1.0, 0.5], rows)
    return out


def mixtures(random, rows: int, columns: int) -> np.ndarray:
    out = random.dirichlet(np.full(columns, 0.4), rows)
    out[out < 2e-3] = 0
    return np.round(out, 3)


def table(random, rows: int, columns: int) -> np.ndarray:
    kind = random.integers(0, 6)
    if kind == 0:
        return mixtures(random, rows, max(columns, 2))
    if kind == 1:
        return one_hot(random, rows, columns)
    out = np.column_stack([column(random, rows) for _ in range(columns)])
    if kind == 2 and columns > 1:
        out[:, -1] = out[:, 0]
    if kind == 3:
        sparse = one_hot(random, rows, int(random.integers(2, 8)))
        out = np.column_stack([out, sparse])
    return out


def labels(random, features: np.ndarray) -> np.ndarray:
    clean = np.nan_to_num(features, nan=0.3, posinf=0, neginf=0)
    clean = np.sign(clean) * np.log1p(np.abs(clean))
    score = clean @ random.normal(size=clean.shape[1])
    kind = random.integers(0, 6)
    noise = random.normal(size=len(score))
    if kind == 0:
        return np.exp(noise * 8) * np.sign(score + noise)
    if kind == 1:
        return np.round(score + noise)
    if kind == 2:
        return np.exp(-score / (1 + np.abs(score).max())) + 5 + 0.01 * noise
    if kind == 3:
        return (score > 0).astype(float)
    return score + 0.3 * noise


def parameters(random, rows: int) -> dict:
    out = {"num_iterations": int(random.integers(3, 30))}

    def maybe(chance, name, draw):
        if random.random() < chance:
            out[name] = draw()

    maybe(0.7, "learning_rate", lambda: float(random.choice([0.01, 0.05, 0.2, 0.5, 1.0])))
    maybe(0.5, "num_leaves", lambda: int(random.choice([2, 3, 5, 15, 63, 200])))
    maybe(0.25, "max_depth", lambda: int(random.choice([1, 2, 3, 5, -1])))
    maybe(0.6, "min_data_in_leaf", lambda: int(random.choice([0, 1, 2, 5, 10, 40])))
    maybe(0.3, "min_sum_hessian_in_leaf", lambda: float(random.choice([0.0, 1e-3, 1.0, 5.5])))
    maybe(0.2, "lambda_l1", lambda: float(random.choice([0.01, 0.3, 3.0])))
    maybe(0.3, "lambda_l2", lambda: float(random.choice([0.1, 2.5, 10.0])))
    maybe(0.15, "max_delta_step", lambda: float(random.choice([0.05, 0.3, 2.0])))
    maybe(0.15, "path_smooth", lambda: float(random.choice([0.5, 3.0, 20.0])))
    maybe(0.2, "min_gain_to_split", lambda: float(random.choice([0.01, 0.2, 1.0])))
    maybe(0.4, "max_bin", lambda: int(random.choice([2, 3, 7, 16, 63, 512])))
    maybe(0.4, "min_data_in_bin", lambda: int(random.choice([1, 2, 5, 20])))
    maybe(0.15, "bin_construct_sample_cnt", lambda: int(max(2, rows // 2)))
    maybe(0.3, "seed", lambda: int(random.integers(0, 1000)))
    maybe(0.2, "data_random_seed", lambda: int(random.integers(0, 1000)))
    maybe(0.2, "feature_pre_filter", lambda: False)
    maybe(0.15, "use_missing", lambda: False)
    maybe(0.2, "zero_as_missing", lambda: True)
    maybe(0.3, "enable_bundle", lambda: False)
    maybe(0.2, "is_enable_sparse", lambda: False)
    maybe(0.2, "boost_from_average", lambda: False)
    maybe(0.25, "feature_fraction", lambda: float(random.choice([0.3, 0.7, 0.9])))
    maybe(0.25, "feature_fraction_bynode", lambda: float(random.choice([0.3, 0.7, 0.9])))
    maybe(0.1, "feature_fraction_seed", lambda: int(random.integers(0, 1000)))
    if random.random() < 0.3:
        out["bagging_fraction"] = float(random.choice([0.3, 0.5, 0.8]))
        out["bagging_freq"] = int(random.choice([1, 2, 5]))
        maybe(0.5, "bagging_seed", lambda: int(random.integers(0, 1000)))
    return out


def make_case(at: int, objective: str) -> Case:
    random = np.random.default_rng([SEED, at, len(objective)])
    size = random.random()
    if size < 0.15:
        rows, columns = int(random.integers(12, 40)), int(random.integers(1, 5))
    elif size < 0.9:
        rows, columns = int(random.integers(40, 900)), int(random.integers(1, 18))
    else:
        rows, columns = int(random.integers(1000, 4000)), int(random.integers(2, 12))
    if objective == "regression" and at % 50 == 49:
        rows, columns = int(random.integers(10_000, 20_001)), int(random.integers(10, 51))
    valid_rows = int(random.integers(5, 120))
    features = table(random, rows + valid_rows, columns)
    truth = labels(random, features)
    weights = None
    if random.random() < 0.3:
        weights = random.choice([0.25, 0.5, 1.0, 1.7, 3.1], rows + valid_rows)
        if random.random() < 0.5:
            weights = np.round(random.random(rows + valid_rows) * 3, 3)
    given = parameters(random, rows)
    given["objective"] = objective
    if objective in ("huber", "quantile"):
        given["alpha"] = float(random.choice([0.1, 0.5, 0.9]))
    metrics = [("l1", "l2"), ("l2", "l1"), ("rmse",), ("l2", "huber", "quantile")][random.integers(0, 4)]
    split = slice(0, rows), slice(rows, None)
    part = lambda values, which: None if values is None else np.ascontiguousarray(values[split[which]])
    return Case(
        name=f"{objective}-{at}",
        features=part(features, 0),
        labels=part(truth, 0),
        weights=part(weights, 0),
        valid_features=part(features, 1),
        valid_labels=part(truth, 1),
        valid_weights=part(weights, 1),
        parameters=given,
        metrics=metrics,
        stopping_rounds=int(random.choice([0, 1, 3])),
    )
