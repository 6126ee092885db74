"""PyTorch's side of imported-encoder.js: one ResNet-50, as a checkpoint and as torch.onnx.export writes it.

    python3 imported-encoder.py CHECKPOINT EXPORTED SIDE

The weights are random, the batch norms' statistics too, so that folding them matters. Both files hold the same network; the exported one
subtracts the mean and divides by the deviation itself, as an imported one does. Says "ready" when both are written.
"""
import sys

import torch
import torchvision

checkpoint, exported, side = sys.argv[1], sys.argv[2], int(sys.argv[3])
torch.manual_seed(0)
network = torchvision.models.resnet50().eval()
for module in network.modules():
    if isinstance(module, torch.nn.BatchNorm2d):
        torch.nn.init.uniform_(module.weight, 0.5, 1.5)
        torch.nn.init.uniform_(module.bias, -0.1, 0.1)
        module.running_mean.uniform_(-0.1, 0.1)
        module.running_var.uniform_(0.5, 1.5)
torch.save(network.state_dict(), checkpoint)


class Normalized(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.network = network
        self.register_buffer('mean', torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
        self.register_buffer('std', torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1))

    def forward(self, image):
        return self.network((image - self.mean) / self.std)


torch.onnx.export(
    Normalized().eval(),
    torch.rand(1, 3, side, side),
    exported,
    opset_version=13,
    input_names=['image'],
    output_names=['logits'],
    dynamic_axes={'image': {0: 'n'}, 'logits': {0: 'n'}},
)
print('ready', flush=True)
