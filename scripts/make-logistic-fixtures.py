"""Makes fixtures/statistics/logistic.json: problems and scikit-learn's solutions of them.

Run from the repository root: /usr/bin/python3 scripts/make-logistic-fixtures.py (made with scikit-learn 1.2.1, Debian's python3-sklearn)
L1 by SAGA, L2 by L-BFGS, both run to far below the test's tolerance. Of two classes scikit-learn keeps the second's row; the first's is its
negative.
"""

import json
import pathlib

import numpy as np
from sklearn.linear_model import LogisticRegression

FILE = pathlib.Path(__file__).parent.parent / "fixtures" / "statistics" / "logistic.json"
rng = np.random.default_rng(7)


def draw(rows, features, classes):
    labels = np.arange(rows) % classes
    centers = rng.normal(size=(classes, features)) * (rng.random(features) < 0.5)
    values = centers[labels] + 1.5 * rng.normal(size=(rows, features))
    values[:, 1] += values[:, 0]
    values = (values - values.mean(0)) / values.std(0)
    return np.round(values, 3).astype(np.float32), labels


def solve(values, labels, penalty, c):
    solver = {"l1": "saga", "l2": "lbfgs"}[penalty]
    model = LogisticRegression(
        penalty=penalty, C=c, solver=solver, multi_class="multinomial", tol=1e-9, max_iter=200000, random_state=0
    )
    model.fit(values.astype(np.float64), labels)
    weights, bias = model.coef_, model.intercept_
    if len(bias) == 1:
        weights, bias = np.vstack([-weights, weights]), np.array([-bias[0], bias[0]])
    return {"penalty": penalty, "C": c, "weights": weights, "bias": bias}


problems = []
for rows, features, classes in ((60, 6, 3), (40, 8, 4), (50, 5, 2)):
    values, labels = draw(rows, features, classes)
    fits = [solve(values, labels, penalty, c) for penalty in ("l1", "l2") for c in (0.1, 0.3, 1.0)]
    problems.append({"features": [[round(float(v), 3) for v in row] for row in values], "labels": labels, "fits": fits})
FILE.write_text(json.dumps(problems, default=lambda value: value.tolist(), allow_nan=False) + "\n")
