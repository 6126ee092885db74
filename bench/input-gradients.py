"""PyTorch's side of input-gradients.js: the same ResNet-50, the gradient of one feature by the input.

    python3 input-gradients.py CHECKPOINT THREADS BATCH SIDE

Writes the network's random weights to CHECKPOINT, says "ready", then answers each line on standard input with the seconds of one run.
"""
import sys
import time

import torch
import torchvision

path, threads, batch, side = sys.argv[1], *map(int, sys.argv[2:5])
torch.manual_seed(0)
torch.set_num_threads(threads)
network = torchvision.models.resnet50().eval()
torch.save(network.state_dict(), path)
for parameter in network.parameters():
    parameter.requires_grad_(False)
network.fc = torch.nn.Identity()
mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
std = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
images = torch.rand(batch, 3, side, side)


def run():
    x = images.clone().requires_grad_()
    feature = network((x - mean) / std)[:, 7].sum()
    return torch.autograd.grad(feature, x)[0]


run()
print('ready', flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    run()
    print(time.perf_counter() - start, flush=True)
