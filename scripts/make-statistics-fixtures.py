"""Makes fixtures/statistics/*.json: inputs and what numpy and scipy compute from them.

Run from the repository root: python3 scripts/make-statistics-fixtures.py
Made with numpy 2.4.6 and scipy 1.17.1. The formulas are written here anew, in numpy's terms, so that the tests
compare two independent implementations.
"""

import json
import pathlib

import numpy as np
from scipy import stats

FOLDER = pathlib.Path(__file__).parent.parent / "fixtures" / "statistics"
rng = np.random.default_rng(20231)


def write(name, document):
    # float32 values pass through float64 unchanged; repr keeps every digit.
    text = json.dumps(document, default=lambda value: value.tolist(), allow_nan=False)
    (FOLDER / f"{name}.json").write_text(text + "\n")


def float32(values):
    return np.asarray(values, np.float32).astype(np.float64)


def make_numeric():
    moments = []
    for values in (
        float32(rng.gamma(0.3, 2, 200)),
        float32(rng.normal(1e4, 1e-2, 50)),
        float32([0.1] * 37),
        float32([3.5]),
    ):
        moments.append({"values": values, "mean": np.mean(values), "population_std": np.std(values)})
    quantiles = []
    for values in (rng.normal(size=11), rng.normal(size=40), np.array([2.0]), np.array([1.0, 1, 2, 2, 2, 9])):
        fractions = [0, 0.025, 0.1, 0.25, 1 / 3, 0.5, 0.8, 0.975, 1]
        quantiles.append({"values": values, "fractions": fractions, "expected": np.quantile(values, fractions)})
    ties = rng.integers(0, 6, 30).astype(float)
    pairs = []
    for n in (5, 80):
        x = rng.normal(size=n)
        for y in (0.7 * x + rng.normal(size=n), np.round(x), -x):
            line = stats.linregress(x, y)
            pairs.append(
                {
                    "x": x,
                    "y": y,
                    "slope": line.slope,
                    "intercept": line.intercept,
                    "pearson": stats.pearsonr(x, y).statistic,
                }
            )
    aurocs = []
    for scores in (rng.normal(size=60), rng.integers(0, 4, 60).astype(float)):
        positives = rng.random(60) < 0.3
        u = stats.mannwhitneyu(scores[positives], scores[~positives]).statistic
        auroc = u / (positives.sum() * (~positives).sum())
        aurocs.append({"scores": scores, "positives": positives.astype(int), "expected": auroc})
    write(
        "numeric",
        {
            "moments": moments,
            "quantiles": quantiles,
            "order": {
                "values": ties,
                "argsort": np.argsort(ties, kind="stable"),
                "argsort_descending": np.argsort(-ties, kind="stable"),
                "ranks": stats.rankdata(ties),
            },
            "pairs": pairs,
            "aurocs": aurocs,
        },
    )


def rank_class(features, rows):
    """Mean standardised activation of the rows, and their order."""
    values = features[rows]
    std = values.std(axis=0)
    z = np.divide(values - values.mean(axis=0), std, out=np.zeros_like(values), where=std > 1e-12)
    spuriosity = z.mean(axis=1)
    order = np.lexsort((rows, spuriosity))
    return rows[order], spuriosity[order]


def make_ranking():
    image_count = 90
    classes = rng.integers(0, 3, image_count)
    splits = np.where(np.arange(image_count) < 60, "train", "val")
    valid = (rng.random(image_count) > 0.1).astype(int)
    features = float32(rng.gamma(0.5, 1, (image_count, 4)))
    features[:, 2] = float32(0.1)  # constant
    features[valid == 0] = 0
    spurious = {0: [3], 2: [0, 1, 2]}
    expected = []
    for split in ("train", "val"):
        for class_index, columns in spurious.items():
            rows = np.flatnonzero((classes == class_index) & (splits == split) & (valid == 1))
            images, spuriosity = rank_class(features[:, columns], rows)
            expected.append(
                {"classIndex": class_index, "split": split, "images": images, "spuriosity": spuriosity}
            )
    write(
        "ranking",
        {
            "feature_indices": [5, 9, 12, 40],
            "columns": features.T,
            "classes": classes,
            "splits": splits,
            "valid": valid,
            "spurious": [[c, [[5, 9, 12, 40][i] for i in columns]] for c, columns in spurious.items()],
            "expected": expected,
        },
    )


def make_bias():
    """Six classes of 8 to 30 images, four models whose accuracy rises with rank, one of them backwards for class 5."""
    k, bins = 10, 5
    sizes = [30, 25, 20, 13, 8, 30]
    labels = np.repeat(np.arange(6), sizes)
    groups = rng.choice(["land", "water"], labels.size)
    rankings = [rng.permutation(np.flatnonzero(labels == c)) for c in range(6)]
    relative = np.empty(labels.size)
    for ranking in rankings:
        relative[ranking] = np.linspace(0, 1, ranking.size)
    relative[labels == 5] = 1 - relative[labels == 5]
    models = []
    for base, slope in ((0.5, 0.4), (0.3, 0.5), (0.7, 0.1), (0.2, 0.7)):
        correct = rng.random(labels.size) < base + slope * relative
        predictions = np.where(correct, labels, (labels + rng.integers(1, 6, labels.size)) % 6)
        predictions[rng.random(labels.size) < 0.05] = -1
        gaps = []
        curves = [[] for _ in range(bins)]
        for class_index, ranking in enumerate(rankings):
            known = ranking[predictions[ranking] >= 0]
            right = (predictions[known] == class_index).astype(float)
            used = min(k, known.size // 2)
            top, bottom = right[-used:].mean(), right[:used].mean()
            gaps.append([class_index, used, known.size, top, bottom, top - bottom])
            for b in range(bins):
                inside = np.arange(known.size) * bins // known.size == b
                if inside.any():
                    curves[b].append(right[inside].mean())
        known = predictions >= 0
        cells = []
        for class_index in range(6):
            for group in ("land", "water"):
                inside = known & (labels == class_index) & (groups == group)
                cells.append([class_index, group, int(inside.sum()), np.mean(predictions[inside] == class_index)])
        models.append(
            {
                "predictions": predictions,
                "accuracy": np.mean(predictions[known] == labels[known]),
                "gaps": gaps,
                "curve": [np.mean(values) for values in curves],
                "cells": cells,
            }
        )
    gaps = np.array([[row[5] for row in model["gaps"]] for model in models])
    tops = np.array([np.mean([row[3] for row in model["gaps"]]) for model in models])
    bottoms = np.array([np.mean([row[4] for row in model["gaps"]]) for model in models])
    slope, intercept = np.polyfit(tops, bottoms, 1)
    write(
        "bias",
        {
            "k": k,
            "bins": bins,
            "labels": labels,
            "groups": groups,
            "rankings": rankings,
            "models": models,
            "effective_robustness": bottoms - (slope * tops + intercept),
            "correlations": np.corrcoef(gaps),
            "variance_across_classes": np.var(gaps.mean(axis=0), ddof=1),
            "variance_across_models": np.var(gaps.mean(axis=1), ddof=1),
            "negative_share": np.mean(gaps.mean(axis=0) < 0),
        },
    )


def make_agreement():
    """Counts of the three choices for 40 pairs with 2 to 7 answers each, and 5 each."""
    cases = []
    for counts_of_answers in (rng.integers(2, 8, 40), np.full(40, 5)):
        counts = np.array([rng.multinomial(n, rng.dirichlet([0.6, 0.4, 0.3])) for n in counts_of_answers])
        expected = {}
        for name, table in (("choice", counts), ("verdict", np.c_[counts[:, 0], counts[:, 1:].sum(axis=1)])):
            n = table.sum(axis=1)
            observed = np.mean((table * (table - 1)).sum(axis=1) / (n * (n - 1)))
            chance = np.sum((table / n[:, None]).mean(axis=0) ** 2)
            expected[name] = (observed - chance) / (1 - chance)
        cases.append({"counts": counts, "kappa": expected})
    write("agreement", cases)


def make_comparison():
    """What comparing models needs: binomial numbers, corrected p-values, calibration, balanced accuracy."""
    binomials = [
        {"trials": n, "probability": p, "expected": stats.binom.pmf(np.arange(n + 1), n, p)}
        for n, p in ((1, 0.3), (10, 0.5), (10, 0.9), (65, 0.02), (500, 0.77), (3000, 0.001))
    ]
    sign_flips = [
        {"signs": n, "sum": 2 * x - n, "expected": stats.binomtest(x, n, 0.5).pvalue}
        for n, x in ((1, 1), (7, 6), (20, 10), (20, 15), (21, 4), (400, 231), (2000, 920))
    ]
    corrections = []
    for p_values in (rng.random(30) ** 3, np.array([0.01, 0.01, 0.5, 1, 0.02]), np.array([0.2])):
        corrections.append(
            {"p_values": p_values, "expected": stats.false_discovery_control(p_values, method="bh")}
        )
    confidences = np.r_[rng.random(300), 1.0, 0.2, 1 / 15]
    correct = (rng.random(303) < confidences**1.5).astype(float)
    bins = np.clip(np.ceil(confidences * 15) - 1, 0, 14)
    error = sum(
        np.mean(bins == b) * abs(correct[bins == b].mean() - confidences[bins == b].mean())
        for b in range(15)
        if (bins == b).any()
    )
    labels, predicted = rng.integers(0, 5, 200), rng.integers(0, 5, 200)
    balanced = np.mean([np.mean(predicted[labels == c] == c) for c in range(5)])
    write(
        "comparison",
        {
            "binomials": binomials,
            "sign_flips": sign_flips,
            "corrections": corrections,
            "calibration": {"confidences": confidences, "correct": correct, "expected": error},
            "balanced": {"labels": labels, "predicted": predicted, "expected": balanced},
        },
    )


def make_least_squares():
    # A generator of its own: the fixtures made before keep their numbers.
    own = np.random.default_rng(20261)
    cases = []
    for rows, count, rank in ((40, 3, 3), (12, 5, 5), (30, 4, 2), (4, 6, 3)):
        columns = own.normal(size=(rows, rank)) @ own.normal(size=(rank, count)) if rank < count else own.normal(size=(rows, count))
        columns = columns + own.normal(size=count)
        y = columns @ own.normal(size=count) + own.normal(size=rows) + 2
        design = np.column_stack([np.ones(rows), columns])
        coefficients = np.linalg.lstsq(design, y, rcond=1e-9)[0]
        cases.append(
            {
                "columns": columns.T,
                "y": y,
                "coefficients": coefficients if rank == count else None,
                "fitted": design @ coefficients,
            }
        )
    write("least-squares", {"cases": cases})


FOLDER.mkdir(parents=True, exist_ok=True)
make_numeric()
make_ranking()
make_bias()
make_agreement()
make_comparison()
make_least_squares()
