"""Makes numpy.json and python.json: what numpy's legacy generator and CPython's random draw.

python -m venv venv && venv/bin/pip install numpy==2.4.6 mpmath==1.4.1 && venv/bin/python make.py

Streams are kept as SHA-256 of their little-endian bytes with checkpoints every 10 000 draws. numpy's logarithms and
powers come from the C library and are not always correctly rounded; a restatement of the algorithms with
correctly rounded ones (mpmath, 160 bits) finds these draws, which are listed with both values.
"""
import hashlib, json, math, os, platform, random, struct, sys
from fractions import Fraction
import mpmath
import numpy as np

mpmath.mp.prec = 160
HERE = os.path.dirname(os.path.abspath(__file__))
COMMAND = "python -m venv venv && venv/bin/pip install numpy==2.4.6 mpmath==1.4.1 && venv/bin/python make.py"
VERSIONS = {
    "command": COMMAND,
    "python": platform.python_version(),
    "numpy": np.__version__,
    "mpmath": mpmath.__version__,
    "libc": " ".join(platform.libc_ver()),
    "machine": platform.machine(),
}
PRIOR = [0.11328527, 0.07960865, 0.00391349, 0.1853759, 0.05108136, 0.01596293, 0.10175077, 0.00370752, 0.06652935,
         0.00175077, 0.02708548, 0.23686921, 0.01184346, 0.00792997, 0.00803296, 0.03882595, 0.04644696]


def hexed(x):
    return struct.pack(">d", x).hex()


def digest(values):
    return hashlib.sha256(np.asarray(values, dtype="<f8").tobytes()).hexdigest()


def stream(values):
    values = np.asarray(values, dtype=np.float64).ravel()
    return {
        "count": len(values),
        "sha256": digest(values),
        "first": [hexed(x) for x in values[:4]],
        "last": [hexed(x) for x in values[-2:]],
        "checkpoints": [digest(values[:n])[:16] for n in range(10000, len(values) + 1, 10000)],
    }


def nearest(x):
    """mpmath number to the nearest double, subnormals included."""
    sign, man, exp, _ = x._mpf_
    if man == 0:
        return 0.0
    if exp < -1400:
        return 0.0
    value = float(Fraction(int(man)) * Fraction(2) ** int(exp))
    return -value if sign else value


def log(x):
    return nearest(mpmath.log(mpmath.mpf(x)))


def power(x, y):
    if x == 0.0 or x == 1.0:
        return x
    if y * math.log(x) < -750:
        return 0.0
    return nearest(mpmath.power(mpmath.mpf(x), mpmath.mpf(y)))


class Restated:
    """The algorithms once more, over numpy's uniform numbers, with correctly rounded functions."""

    def __init__(self, seed):
        self.uniform = np.random.RandomState(seed).random_sample
        self.kept = None

    def double(self):
        return float(self.uniform())

    def normal(self):
        if self.kept is not None:
            value, self.kept = self.kept, None
            return value
        while True:
            x, y = 2.0 * self.double() - 1.0, 2.0 * self.double() - 1.0
            square = x * x + y * y
            if 0.0 < square < 1.0:
                break
        factor = math.sqrt(-2.0 * log(square) / square)
        self.kept = factor * x
        return factor * y

    def gamma(self, a):
        if a == 1.0:
            return -log(1.0 - self.double())
        if a < 1.0:
            while True:
                u, w = self.double(), 1.0 - self.double()
                bound = -log(w)
                if u <= 1.0 - a:
                    x = power(u, 1.0 / a)
                else:
                    y = -log((1.0 - u) / a)
                    x = power(1.0 - a + a * y, 1.0 / a)
                    bound += y
                if x <= bound:
                    return x
        b = a - 1.0 / 3.0
        c = 1.0 / math.sqrt(9.0 * b)
        while True:
            v = 0.0
            while v <= 0.0:
                x = self.normal()
                v = 1.0 + c * x
            v = v * v * v
            u = self.double()
            if u < 1.0 - 0.0331 * (x * x) * (x * x):
                return b * v
            if log(u) < 0.5 * x * x + b * (1.0 - v + log(v)):
                return b * v

    def dirichlet(self, alpha):
        row = [self.gamma(a) for a in alpha]
        total = 0.0
        for x in row:
            total += x
        return [x * (1.0 / total) for x in row]


def compared(theirs, ours):
    """numpy's stream, and the places where correct rounding gives another value: [place, numpy, correct]."""
    theirs = np.asarray(theirs).ravel()
    return {
        **stream(theirs),
        "different": [[i, hexed(a), hexed(b)] for i, (a, b) in enumerate(zip(theirs, ours)) if a != b],
    }


def numpy_golden():
    N = 100000
    out = {"uniform": [], "gamma": [], "normal": [], "dirichlet": [], "whole": {}}
    for seed in [42, 0, 4294967295, [42], [1, 2, 3], [4294967295, 0, 7], list(range(700))]:
        rs = np.random.RandomState(seed)
        out["uniform"].append({"seed": seed, **stream(rs.random_sample(N))})
    for shape in [0.00175077, 0.0118, 0.1, 0.5, 0.999, 1.0, 1.5, 10.0, 12345.678]:
        rs, restated = np.random.RandomState(7), Restated(7)
        theirs = rs.standard_gamma(shape, N)
        ours = [restated.gamma(shape) for _ in range(N)]
        after = rs.random_sample()
        assert after == restated.double()
        out["gamma"].append({"seed": 7, "shape": shape, **compared(theirs, ours), "after": hexed(after)})
    for seed in [42, [2024, 7]]:
        rs, restated = np.random.RandomState(seed), Restated(seed)
        theirs = rs.standard_normal(N - 1)
        ours = [restated.normal() for _ in range(N - 1)]
        partner, after = rs.standard_normal(), rs.random_sample()
        assert restated.normal() == partner and after == restated.double()
        out["normal"].append({"seed": seed, **compared(theirs, ours), "partner": hexed(partner), "after": hexed(after)})
    for alpha, seed, rows in [(PRIOR, 42, 6000), ([0.5, 1.0, 2.5], 3, 20000)]:
        rs, restated = np.random.RandomState(seed), Restated(seed)
        theirs = rs.dirichlet(alpha, rows)
        ours = [x for _ in range(rows) for x in restated.dirichlet(alpha)]
        after = rs.random_sample()
        assert after == restated.double()
        out["dirichlet"].append({"seed": seed, "alpha": alpha, "rows": rows, **compared(theirs, ours), "after": hexed(after)})
    np.random.seed(42)
    rows = np.random.dirichlet(PRIOR, N)
    out["columnSums"] = {
        "seed": 42, "alpha": PRIOR, "rows": N,
        "sums": [sum(map(float, rows[:, j])) for j in range(17)],
        "zeros": int((rows == 0).sum()),
        "firstRow": list(map(float, rows[0])),
    }
    rs = np.random.RandomState(11)
    whole = out["whole"]
    whole["seed"] = 11
    whole["steps"] = steps = []

    def step(call, value):
        steps.append({"call": call, "value": np.asarray(value).tolist()})

    step(["randint", 0, 10], [int(rs.randint(0, 10)) for _ in range(20)])
    step(["randint", -5, 1000000], [int(rs.randint(-5, 1000000)) for _ in range(20)])
    step(["randint", 0, 4294967296], [int(rs.randint(0, 4294967296)) for _ in range(10)])
    step(["randint", 0, 2**40 + 3], [int(rs.randint(0, 2**40 + 3)) for _ in range(10)])
    step(["randint", 3, 4], [int(rs.randint(3, 4)) for _ in range(2)])
    step(["permutation", 30], rs.permutation(30))
    items = list(range(25)); rs.shuffle(items)
    step(["shuffle", 25], items)
    p = [0.1, 0.2, 0.05, 0.3, 0.0, 0.15, 0.2]
    step(["choice", 100, {"size": 15}], rs.choice(100, size=15))
    step(["choice", 100, {"size": 15, "replace": False}], rs.choice(100, size=15, replace=False))
    step(["choice", 7, {"size": 40, "p": p}], rs.choice(7, size=40, p=p))
    step(["choice", 7, {"size": 6, "replace": False, "p": p}], rs.choice(7, size=6, replace=False, p=p))
    step(["choice", 7, {"size": 5, "replace": False, "p": p}], rs.choice(7, size=5, replace=False, p=p))
    step(["randomSample"], [rs.random_sample()])
    step(["normal", 3.5, 0.25], [rs.normal(3.5, 0.25) for _ in range(3)])
    step(["gamma", 2.5, 0.1], [rs.gamma(2.5, 0.1) for _ in range(3)])
    return {"made": VERSIONS, **out}


def python_golden():
    N = 100000
    out = {"random": [], "steps": []}
    for seed in [0, 42, 1234, -42, 2**31, 2**53 + 1, 10**30, -(2**64)]:
        r = random.Random(seed)
        out["random"].append({"seed": str(seed), **stream([r.random() for _ in range(N)])})
    for n in [2, 3, 5, 1000, 2**31 + 7, 2**32, 2**40 + 1]:
        r = random.Random(99)
        values = [r.randrange(n) for _ in range(N)]
        out["steps"].append({"seed": 99, "call": ["randbelow", n], "count": N, "first": values[:5], "sha256": digest(values)})
    for k in [1, 5, 31, 32, 33, 53]:
        r = random.Random(98)
        values = [r.getrandbits(k) for _ in range(N)]
        out["steps"].append({"seed": 98, "call": ["getrandbits", k], "count": N, "first": values[:5], "sha256": digest(values)})
    r = random.Random(97)
    out["big"] = [[k, str(r.getrandbits(k))] for k in [0, 1, 32, 33, 64, 65, 100, 1000]]
    r = random.Random(5)
    out["sample"] = [[n, k, r.sample(range(n), k)] for n, k in
                     [(10, 4), (21, 5), (22, 5), (85, 6), (86, 6), (6, 6), (0, 0), (100, 21), (277, 21), (278, 21), (5000, 40)]]
    r = random.Random(6)
    weights = [3, 0, 1.5, 0.25, 7]
    out["mixed"] = {
        "weights": weights,
        "plain": r.choices(range(1000), k=50),
        "weighted": r.choices(range(5), weights=weights, k=50),
        "cumulative": r.choices(range(5), cum_weights=[3, 3, 4.5, 4.75, 11.75], k=20),
        "choice": [r.choice(range(17)) for _ in range(30)],
        "shuffle": (lambda x: (r.shuffle(x), x)[1])(list(range(40))),
        "after": hexed(r.random()),
    }
    return {"made": {k: VERSIONS[k] for k in ("command", "python")}, **out}


def rows_of(value):
    """JSON with one short line per list of numbers or words."""
    text = json.dumps(value, indent=1)
    import re
    return re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: "[" + re.sub(r"\s*\n\s*", " ", m.group(1)) + "]", text)


if __name__ == "__main__":
    for name, make in [("numpy.json", numpy_golden), ("python.json", python_golden)]:
        with open(os.path.join(HERE, name), "w") as f:
            f.write(rows_of(make()) + "\n")
        print("wrote", name, file=sys.stderr)
