"""Makes sampled.json: mixtures drawn by the rules of RegMix's public sampler, restated here over numpy.

python -m venv venv && venv/bin/pip install numpy==2.4.6 && venv/bin/python make.py

Its rows were compared with those of the public script (mixture_config/synthesize_mixture.py of sail-sg/regmix at
0928f16, seed and number of configurations changed by hand) when this file was made: all equal.
"""
import hashlib, json, os, platform, random, sys
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = ["arxiv", "freelaw", "nih_exporter", "pubmed_central", "wikipedia_en", "dm_mathematics", "github", "philpapers",
         "stackexchange", "enron_emails", "gutenberg_pg_19", "pile_cc", "ubuntu_irc", "europarl", "hackernews",
         "pubmed_abstracts", "uspto_backgrounds"]
SHARES = [.113285273, .079608651, .003913491, .185375901, .051081359, .015962925, .101750772, .003707518, .066529351,
          .001750772, .027085479, .236869207, .01184346, .007929969, .008032956, .038825953, .046446962]
DEFAULTS = {"lowest": 0.1, "highest": 5.0, "number": 15, "temperature": 0.5, "epochs": 15, "minimum": 2e-4,
            "multiplier": 100, "apart": 1e-5, "decimals": 5}


def tempered(p, t):
    q = p ** t
    return q / q.sum()


def candidates(state, chooser, p, tries, o):
    """Draws that respect the caps, cut and rounded to the grid."""
    caps = np.minimum(o["epochs"] * p, 1.0)
    q = tempered(p, o["temperature"]) if o["temperature"] < 1 else p
    strengths = np.logspace(np.log10(o["lowest"]), np.log10(o["highest"]), o["number"])
    for _ in range(tries):
        if o["lowest"] == o["highest"]:
            row = state.dirichlet(q * o["lowest"])
        else:
            row = chooser.choice([state.dirichlet(q * s) for s in strengths])
        if (row > caps).any():
            continue
        row[row < o["minimum"]] = 0.0
        yield np.rint(row / row.sum() / o["minimum"]) * o["minimum"]


def distinct(rows, apart):
    """Rows ordered by the last column first, without those close to the one kept before."""
    kept = []
    for row in sorted(rows, key=lambda r: tuple(r[::-1])):
        if not kept or np.abs(row - kept[-1]).sum() > apart:
            kept.append(row)
    return kept


def sampled(seed, count, **changed):
    o = {**DEFAULTS, **changed}
    state, chooser = np.random.RandomState(seed), random.Random(seed)
    shares = np.array(SHARES)
    rows = list(candidates(state, chooser, shares / shares.sum(), count * o["multiplier"], o))
    kept = distinct(rows, o["apart"])
    chosen = [[round(float(x), o["decimals"]) for x in row] for row in chooser.sample(kept, count)]
    text = "\n".join(",".join(f"{x:.5f}" for x in row) for row in chosen)
    return {"seed": seed, "count": count, "changed": changed, "accepted": len(rows), "distinct": len(kept),
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "first": chosen[:3], "last": chosen[-1]}, chosen


def same_as_published(chosen, path):
    """Compares with the lines the public script writes."""
    theirs = [[float(line.split(": ")[1]) for line in text.split("\n")] for text in json.load(open(path))]
    assert theirs == chosen, path


if __name__ == "__main__":
    cases = []
    for seed, count, changed in [(42, 512, {}), (7, 64, {}), (2024, 33, {}),
                                 (1, 20, {"temperature": 1.0, "epochs": 4, "lowest": 0.5, "highest": 0.5}),
                                 (3, 16, {"temperature": 0.3, "number": 4, "minimum": 1e-3, "multiplier": 40})]:
        case, chosen = sampled(seed, count, **changed)
        cases.append(case)
        if len(sys.argv) > 1 and not changed:
            same_as_published(chosen, f"{sys.argv[1]}/{seed}-{count}.json")
            print("equal to the public script:", seed, count)
    made = {"command": "python make.py", "numpy": np.__version__, "python": platform.python_version()}
    with open(os.path.join(HERE, "sampled.json"), "w") as f:
        f.write(json.dumps({"made": made, "domains": NAMES, "cases": cases}, indent=1) + "\n")
