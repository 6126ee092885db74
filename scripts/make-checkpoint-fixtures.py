"""Writes fixtures/checkpoint: small networks as torch saves them with inputs and outputs, and values of every element type.

Run from the repository root with torch and torchvision (made with 1.13 and 0.14). Each network's folder holds checkpoint.pt,
input.npy [n,3,h,w] in [0,1], feature_map.npy, features.npy and logits.npy. Weights and batch statistics are random.
"""
import json
import pathlib
import struct
import zipfile

import numpy as np
import torch
from torch import nn
from torchvision.models import densenet, mobilenetv2, resnet, vgg
from torchvision.ops.misc import Conv2dNormActivation

folder = pathlib.Path("fixtures/checkpoint")
CLASSES = 5
IMAGENET = torch.tensor([[0.485, 0.456, 0.406], [0.229, 0.224, 0.225]]).view(2, 3, 1, 1)
STORED = torch.tensor([[0.4, 0.5, 0.6], [0.2, 0.25, 0.3]]).view(2, 3, 1, 1)
torch.manual_seed(5)


def randomise(network):
    """Statistics unlike those of a new network, so that a forgotten norm shows."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.3)
            module.running_var.uniform_(0.4, 2)
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.normal_(0, 0.3)
    return network.eval()


def keep(name, network, map_module, saved, size=(48, 40), normalizer=IMAGENET, **options):
    """Runs the network; the feature map is the output of `map_module`, after `torch.relu`."""
    target = folder / name
    target.mkdir(parents=True, exist_ok=True)
    seen = {}
    linear = [module for module in network.modules() if isinstance(module, nn.Linear)][-1]
    map_hook = map_module.register_forward_hook(lambda m, i, o: seen.update(feature_map=torch.relu(o).clone()))
    feature_hook = linear.register_forward_hook(lambda m, i, o: seen.update(features=i[0].clone()))
    images = torch.rand(2, 3, *size)
    with torch.no_grad():
        logits = network((images - normalizer[0]) / normalizer[1])
    map_hook.remove()
    feature_hook.remove()
    torch.save(saved, target / "checkpoint.pt", **options)
    for key, value in dict(seen, input=images, logits=logits).items():
        np.save(target / f"{key}.npy", value.numpy())


class NarrowResNet(resnet.ResNet):
    """torchvision's network with narrow layers: the same names, few bytes."""

    def __init__(self, block, counts, groups=1, base_width=64, stem=7):
        super().__init__(resnet.BasicBlock, [1, 1, 1, 1])
        self.inplanes, self.groups, self.base_width = 8, groups, base_width
        self.conv1 = nn.Conv2d(3, 8, stem, 2 if stem == 7 else 1, stem // 2, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        if stem == 3:
            self.maxpool = nn.Identity()
        for layer, count in enumerate(counts):
            made = self._make_layer(block, 4 * 2**layer, count, stride=1 if layer == 0 else 2)
            setattr(self, f"layer{layer + 1}", made)
        self.fc = nn.Linear(self.inplanes, CLASSES)


def robustness_layout(state):
    """As MadryLab's library saves: a stored normaliser, the network, and both again inside the attacker."""
    model = {"module.normalizer.new_mean": STORED[0], "module.normalizer.new_std": STORED[1]}
    model.update({f"module.model.{key}": value for key, value in state.items()})
    model.update({"module.attacker.normalize.new_mean": STORED[0], "module.attacker.normalize.new_std": STORED[1]})
    model.update({f"module.attacker.model.{key}": value for key, value in state.items()})
    return model


# ResNeXt: groups; the format of torch before 1.6.
net = randomise(NarrowResNet(resnet.Bottleneck, [1, 2, 1, 1], groups=2, base_width=32))
keep("resnext-legacy", net, net.layer4, {"model": robustness_layout(net.state_dict()), "epoch": 3},
     normalizer=STORED, _use_new_zipfile_serialization=False)

# Wide: the middle convolution wider than the plain network's; packed again with compression, as archives made by hand are.
net = randomise(NarrowResNet(resnet.Bottleneck, [1, 1, 1, 1], base_width=128))
keep("wide-resnet-deflated", net, net.layer4, {"state_dict": {f"module.{k}": v for k, v in net.state_dict().items()}})
path = folder / "wide-resnet-deflated" / "checkpoint.pt"
with zipfile.ZipFile(path) as archive:
    members = {name: archive.read(name) for name in archive.namelist()}
with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
    for name, data in members.items():
        archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)

# CIFAR form with its usual names.
net = randomise(NarrowResNet(resnet.BasicBlock, [2, 1, 1, 1], stem=3))
renamed = {k.replace("downsample", "shortcut").replace("fc.", "linear."): v for k, v in net.state_dict().items()}
keep("resnet-cifar", net, net.layer4, {"net": renamed}, size=(24, 24))

# VGG: three hidden layers behind a 7x7 pooling of a 5x11 map.
net = vgg.VGG(vgg.make_layers([4, "M", 8, 8, "M", 8, "M"], batch_norm=True))
net.classifier = nn.Sequential(nn.Linear(8 * 49, 16), nn.ReLU(), nn.Dropout(), nn.Linear(16, 12), nn.ReLU(), nn.Dropout(),
                               nn.Linear(12, CLASSES))
keep("vgg-bn", randomise(net), net.features[-2], net.state_dict(), size=(40, 88))

# A whole pickled module, not a state dict; no batch norm.
net = vgg.VGG(vgg.make_layers([4, "M", 8, "M"], batch_norm=False))
net.classifier = nn.Sequential(nn.Linear(8 * 49, 12), nn.ReLU(), nn.Dropout(), nn.Linear(12, CLASSES))
keep("vgg-module", randomise(net), net.features[-2], net, size=(28, 28))

net = densenet.DenseNet(growth_rate=4, block_config=(2, 2, 2), num_init_features=8, bn_size=2, num_classes=CLASSES)
keep("densenet", randomise(net), net.features, {"model": robustness_layout(net.state_dict())}, normalizer=STORED)

net = mobilenetv2.MobileNetV2(width_mult=0.1, round_nearest=4, num_classes=CLASSES)
net.features[-1] = Conv2dNormActivation(32, 48, kernel_size=1, norm_layer=nn.BatchNorm2d, activation_layer=nn.ReLU6)
net.classifier[1] = nn.Linear(48, CLASSES)
keep("mobilenet-v2", randomise(net), net.features, net.state_dict())

# Element types and views; the same values in both formats, and as safetensors where that has them.
grid = torch.arange(24).reshape(2, 3, 4)
types = ["float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"]
plain = {kind: (grid % 2 if kind == "bool" else grid - (0 if kind == "uint8" else 5)).to(getattr(torch, kind)) for kind in types}
base = torch.arange(60, dtype=torch.float32).reshape(3, 4, 5)
views = {
    "transposed": base.transpose(0, 2),
    "sliced": base[1:, ::2, 1:4],
    "reversed-axes": base.permute(2, 1, 0)[1],
    "expanded": base[0, 0, :1].expand(7, 1),
    "tail": base.reshape(-1)[57:],
    "scalar": torch.tensor(2.5),
    "empty": torch.zeros(0, 3),
    "half-view": torch.arange(6).half().reshape(2, 3).t(),
    "parameter": nn.Parameter(torch.tensor([1.5, -2.5])),
}
value = {
    "types": plain,
    "views": views,
    "list": [torch.tensor([1]), (torch.tensor([2]), {3: torch.tensor([3])})],
    "epoch": 7,
    "rate": 0.5,
    "name": "größe",
    "done": True,
    "nothing": None,
    "large": 2**70,
    "size": torch.Size([2, 3]),
    "path": pathlib.PurePosixPath("a/b"),
}
torch.save(value, folder / "values-zip.pt")
torch.save(value, folder / "values-legacy.pt", _use_new_zipfile_serialization=False)
torch.save(value, folder / "values-protocol-4.pt", pickle_protocol=4)
expected = {}
for group in ("types", "views"):
    for key, tensor in value[group].items():
        expected[f"{group}.{key}"] = {
            "dtype": str(tensor.dtype).replace("torch.", ""),
            "shape": list(tensor.shape),
            "values": [float(number) for number in tensor.detach().double().flatten()],
        }
(folder / "values.json").write_text(json.dumps(expected, indent=1) + "\n")

NAMES = {"float64": "F64", "float32": "F32", "float16": "F16", "bfloat16": "BF16", "int64": "I64", "int32": "I32",
         "int16": "I16", "int8": "I8", "uint8": "U8", "bool": "BOOL"}
header, data = {"__metadata__": {"format": "pt"}}, b""
for kind, tensor in plain.items():
    raw = tensor.contiguous().view(torch.int16).numpy().tobytes() if kind == "bfloat16" else tensor.contiguous().numpy().tobytes()
    header[f"types.{kind}"] = {"dtype": NAMES[kind], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
    data += raw
text = json.dumps(header).encode()
(folder / "values.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
