"""Makes fixtures/heads/training.json: linear heads trained by PyTorch from given weights on given batches.

Inputs are float32 numbers; PyTorch computes in float64, so that a difference to the result is the other side's rounding.
Run from the repository root with numpy and torch installed: python3 scripts/make-head-fixtures.py
"""
import json
import pathlib

import numpy
import torch

IMAGES, FEATURES, CLASSES, BATCH, EPOCHS = 30, 7, 5, 8, 3  # 30 = 3 batches of 8 and one of 6

OPTIMIZERS = {
    "adam": ({"kind": "adam", "learningRate": 0.1, "weightDecay": 0.003},
             lambda p: torch.optim.Adam(p, lr=0.1, weight_decay=0.003)),
    "sgd": ({"kind": "sgd", "learningRate": 0.01, "weightDecay": 0, "momentum": 0.9},
            lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9)),
    "sgd-weight-decay": ({"kind": "sgd", "learningRate": 0.05, "weightDecay": 0.02, "momentum": 0.5},
                         lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.5, weight_decay=0.02)),
}


def to_list(array):
    return numpy.asarray(array, dtype=numpy.float64).ravel().tolist()


def main():
    random = numpy.random.default_rng(20230612)
    features = numpy.maximum(0, random.normal(0.3, 1, (IMAGES, FEATURES))).astype(numpy.float32)
    labels = random.integers(0, CLASSES, IMAGES)
    weights = random.uniform(-1, 1, (CLASSES, FEATURES)).astype(numpy.float32)
    bias = random.uniform(-1, 1, CLASSES).astype(numpy.float32)
    orders = [random.permutation(IMAGES) for _ in range(EPOCHS)]
    batches = [order[start:start + BATCH] for order in orders for start in range(0, IMAGES, BATCH)]

    runs = {}
    for name, (settings, create) in OPTIMIZERS.items():
        layer = torch.nn.Linear(FEATURES, CLASSES).double()
        layer.weight.data = torch.tensor(weights, dtype=torch.float64)
        layer.bias.data = torch.tensor(bias, dtype=torch.float64)
        optimizer = create(layer.parameters())
        losses = []
        for batch in batches:
            logits = layer(torch.tensor(features[batch], dtype=torch.float64))
            loss = torch.nn.functional.cross_entropy(logits, torch.tensor(labels[batch]))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        runs[name] = {"settings": settings, "losses": losses, "weights": to_list(layer.weight.detach()),
                      "bias": to_list(layer.bias.detach())}

    document = {"featureCount": FEATURES, "classCount": CLASSES, "features": to_list(features), "labels": labels.tolist(),
                "weights": to_list(weights), "bias": to_list(bias), "batches": [b.tolist() for b in batches], "runs": runs}
    folder = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "heads"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "training.json").write_text(json.dumps(document) + "\n")


if __name__ == "__main__":
    main()
