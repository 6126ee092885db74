"""The PyTorch side of bench/head-fitting.js: the same recipe on the same features, told over stdin what to do.

Arguments: a folder with features.f32 and labels.i32, then as JSON the sizes and the recipe. Commands, one JSON object a line:
{"epochs": n} trains and answers {"trainingMs": …, "measuringMs": …}: the steps, and the accuracies on both splits after each epoch;
{"measure": true} answers {"validationAccuracy": …}.
Batches are taken by index from one tensor, which is faster than a DataLoader.
"""
import json
import pathlib
import sys
import time

import torch

folder, settings = pathlib.Path(sys.argv[1]), json.loads(sys.argv[2])
torch.set_num_threads(settings["threads"])
torch.manual_seed(0)

train_count, feature_count = settings["trainCount"], settings["featureCount"]
image_count = train_count + settings["validationCount"]
features = torch.from_file(str(folder / "features.f32"), size=image_count * feature_count, dtype=torch.float32)
features = features.reshape(image_count, feature_count).clone()
labels = torch.from_file(str(folder / "labels.i32"), size=image_count, dtype=torch.int32).long()

layer = torch.nn.Linear(feature_count, settings["classCount"])
recipe = settings["optimizer"]
if recipe["kind"] == "adam":
    optimizer = torch.optim.Adam(layer.parameters(), lr=recipe["learningRate"], weight_decay=recipe["weightDecay"])
else:
    optimizer = torch.optim.SGD(layer.parameters(), lr=recipe["learningRate"], momentum=recipe["momentum"],
                                weight_decay=recipe["weightDecay"])


def train_epoch():
    for batch in torch.randperm(train_count).split(settings["batchSize"]):
        loss = torch.nn.functional.cross_entropy(layer(features[batch]), labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def measure(rows):
    with torch.no_grad():
        return (layer(features[rows]).argmax(dim=1) == labels[rows]).float().mean().item()


TRAINING, VALIDATION = slice(0, train_count), slice(train_count, image_count)


def answer(message):
    print(json.dumps(message), flush=True)


answer({"torch": torch.__version__})
for line in sys.stdin:
    command = json.loads(line)
    if "epochs" in command:
        training_ms = measuring_ms = 0
        for _ in range(command["epochs"]):
            start = time.perf_counter()
            train_epoch()
            trained = time.perf_counter()
            measure(TRAINING), measure(VALIDATION)
            training_ms += (trained - start) * 1000
            measuring_ms += (time.perf_counter() - trained) * 1000
        answer({"trainingMs": training_ms, "measuringMs": measuring_ms})
    else:
        answer({"validationAccuracy": measure(VALIDATION)})
