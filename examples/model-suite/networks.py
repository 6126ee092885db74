"""The networks of the suite: images [n,3,side,side] in [0,1] -> logits [n,classes]. Normalisation is inside; nothing here trains."""
import onnx, torch, torch.nn as nn, torch.nn.functional as F
from onnx import numpy_helper


class Normalised(nn.Module):
    """What every exported network looks like: ImageNet's mean and deviation taken off, perhaps the colours, then the network."""

    def __init__(self, body, grey=False):
        super().__init__()
        self.body, self.grey = body, grey
        self.register_buffer('mean', torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
        self.register_buffer('std', torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1))
        self.register_buffer('luma', torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1))

    def forward(self, x):
        if self.grey:
            x = (x * self.luma).sum(1, keepdim=True).expand(-1, 3, -1, -1)
        return self.body((x - self.mean) / self.std)


def conv(i, o, kernel=3, stride=1, groups=1):
    return nn.Sequential(nn.Conv2d(i, o, kernel, stride, (kernel - 1) // 2, groups=groups, bias=False), nn.BatchNorm2d(o))


def active(i, o, kernel=3, stride=1, groups=1):
    return nn.Sequential(conv(i, o, kernel, stride, groups), nn.ReLU())


def classify(width, classes):
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, classes))


class Residual(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.inner = nn.Sequential(active(i, o, 3, stride), conv(o, o))
        self.outer = conv(i, o, 1, stride) if stride > 1 or i != o else nn.Identity()

    def forward(self, x):
        return F.relu(self.inner(x) + self.outer(x))


class Inverted(nn.Module):
    """MobileNet-v2's block: wide inside, one filter per channel, thin outside."""

    def __init__(self, i, o, stride, expand=4):
        super().__init__()
        self.same = stride == 1 and i == o
        self.inner = nn.Sequential(active(i, i * expand, 1), active(i * expand, i * expand, 3, stride, i * expand), conv(i * expand, o, 1))

    def forward(self, x):
        return x + self.inner(x) if self.same else self.inner(x)


def resnet(classes):
    blocks = [Residual(32, 48, 2), Residual(48, 48, 1), Residual(48, 96, 2), Residual(96, 96, 1), Residual(96, 192, 2)]
    return nn.Sequential(active(3, 32, 3, 2), *blocks, classify(192, classes))


def vgg(classes):
    pool = nn.MaxPool2d(2)
    return nn.Sequential(active(3, 32, 3, 2), active(32, 64), pool, active(64, 96), active(96, 96), pool, active(96, 192), pool,
                         nn.Flatten(), nn.Dropout(0.3), nn.LazyLinear(256), nn.ReLU(), nn.Linear(256, classes))


def mobilenet(classes):
    blocks = [Inverted(24, 32, 2), Inverted(32, 32, 1), Inverted(32, 64, 2), Inverted(64, 64, 1), Inverted(64, 96, 2)]
    return nn.Sequential(active(3, 24, 3, 2), *blocks, active(96, 256, 1), classify(256, classes))


def patches(classes):
    """Sees the image through windows of 15 pixels and averages their votes: texture and colour, no shape (BagNet's idea)."""
    return nn.Sequential(active(3, 48, 3, 2), active(48, 96, 3, 2), active(96, 96), active(96, 256, 1), classify(256, classes))


def perceptron(classes):
    return nn.Sequential(nn.Flatten(), nn.LazyLinear(512), nn.BatchNorm1d(512), nn.ReLU(), nn.Dropout(0.4),
                         nn.Linear(512, 512), nn.BatchNorm1d(512), nn.ReLU(), nn.Dropout(0.4), nn.Linear(512, classes))


class Attending(nn.Module):
    """One layer of a vision transformer over [n, tokens, width]."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.norms = heads, nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
        self.ask, self.answer = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.within = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, x):
        tokens, width = x.shape[1:]
        q, k, v = self.ask(self.norms[0](x)).view(-1, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(2, 3) * (width // self.heads) ** -0.5).softmax(3)
        x = x + self.answer((weights @ v).transpose(1, 2).reshape(-1, tokens, width))
        return x + self.within(self.norms[1](x))


class Tokens(nn.Module):
    """Cuts the image into patches of 5 pixels, adds places, runs them through `layers`, and averages."""

    def __init__(self, tokens, width, layers, classes):
        super().__init__()
        self.cut, self.places = nn.Conv2d(3, width, 5, 5), nn.Parameter(torch.randn(1, tokens, width) * 0.02)
        self.layers, self.norm, self.head = nn.Sequential(*layers), nn.LayerNorm(width), nn.Linear(width, classes)

    def forward(self, x):
        x = self.cut(x).flatten(2).transpose(1, 2) + self.places
        return self.head(self.norm(self.layers(x)).mean(1))


def transformer(classes, tokens=64, width=96, depth=3):
    return Tokens(tokens, width, [Attending(width, 4) for _ in range(depth)], classes)


class Colours(nn.Module):
    """Joint histogram of the colours, 5 x 5 x 5 soft bins: how much of each colour, nothing of where."""

    def forward(self, x):
        levels = torch.linspace(0, 1, 5, device=x.device).view(1, 1, 5, 1)
        r, g, b = F.relu(1 - 4 * (x.flatten(2).unsqueeze(2) - levels).abs()).unbind(1)
        pairs = (r.unsqueeze(2) * g.unsqueeze(1)).flatten(1, 2)
        return (pairs @ b.transpose(1, 2)).flatten(1) / x[0, 0].numel() * 25


class Gradients(nn.Module):
    """Histograms of the directions of edges in cells of 8 pixels (HOG's idea): shape without colour."""

    def forward(self, x):
        grey = x.mean(1, keepdim=True)
        across = F.pad(grey[:, :, :, 2:] - grey[:, :, :, :-2], (1, 1, 0, 0))
        down = F.pad(grey[:, :, 2:] - grey[:, :, :-2], (0, 0, 1, 1))
        angles = torch.arange(12, device=x.device).view(1, 12, 1, 1) * (2 * torch.pi / 12)
        cells = F.avg_pool2d(F.relu(across * angles.cos() + down * angles.sin()) ** 2, 8)
        strength = F.avg_pool2d(cells.sum(1, keepdim=True), 3, 1, 1)
        return (cells / (strength + 0.002)).sqrt().flatten(1)


class Untrained(nn.Module):
    """A convolutional network that nobody trained: random filters, a grid of means."""

    def __init__(self):
        super().__init__()
        first, second = nn.Conv2d(3, 192, 5, 2, 2), nn.Conv2d(192, 256, 3, 2, 1)
        self.layers = nn.Sequential(first, nn.ReLU(), second, nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten())

    def forward(self, x):
        return self.layers(4 * x - 2)


class EarlyLayer(nn.Module):
    """The bundled robust encoder up to the end of its first stage, means over a grid of 2 x 2. Its weights come from its ONNX file."""

    def __init__(self, path):
        super().__init__()
        graph = onnx.load(path).graph
        weights = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()).float() for t in graph.initializer}
        sources = [node.input for node in graph.node if node.op_type == 'Conv']
        pairs = [(weights.get(w, weights.get(w + '.fp16')), weights[b]) for _, w, b in sources]
        strides = [2, 2, 1, 2, 1, 1]
        self.convs = nn.ModuleList()
        for (weight, bias), stride in zip(pairs, strides):
            o, i, kernel, _ = weight.shape
            layer = nn.Conv2d(i, o, kernel, stride, 1 if kernel > 1 else 0)
            layer.weight.data, layer.bias.data = weight, bias
            self.convs.append(layer)
        self.register_buffer('mean', weights['m.mean']), self.register_buffer('std', weights['m.std'])

    def forward(self, x):
        stem, a, b, shortcut, c, d = self.convs
        x = F.relu(stem((x - self.mean) / self.std))
        x = F.relu(b(F.relu(a(x))) + shortcut(x))
        x = F.relu(d(F.relu(c(x))) + x)
        return F.adaptive_avg_pool2d(x, 2).flatten(1)
