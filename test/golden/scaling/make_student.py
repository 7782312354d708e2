"""Makes student.json: python make_student.py > student.json  (scipy 1.17.1)."""

import json

from scipy.stats import t

levels = [0.1, 0.5, 0.6826894921370859, 0.9, 0.95, 0.975, 0.99, 0.999]
freedoms = [1, 2, 3, 4, 5, 6, 7, 10, 15, 30, 31, 100, 435, 5000]
print(
    json.dumps(
        [
            {"level": level, "degreesOfFreedom": nu, "factor": float(t.isf((1 - level) / 2, nu))}
            for level in levels
            for nu in freedoms
        ],
        indent=1,
    )
)
