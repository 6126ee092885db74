"""Trains the suite: 14 small classifiers of different kinds, one ONNX file each (PyTorch 1.13 or newer, onnx, Pillow; a CPU will do).

    python3 train.py DATA OUT [--only NAME ...] [--encoder model.onnx]     the networks below
    python3 train.py DATA OUT --features train.npy                         two heads over features of `spuriosity features export`

DATA holds train/<class>/ and val/<class>/. OUT/<name>.onnx takes [n,3,side,side] in [0,1] and gives logits; what is there already is left.
Images are resized as `spuriosity` does it (shorter side, bilinear with antialias, centre), so that both see the same pixels.
"""
import argparse, functools, math, os, time, warnings
from dataclasses import dataclass
import numpy as np, torch, torch.nn as nn, torch.nn.functional as F
from PIL import Image
import networks


@dataclass
class Recipe:
    build: object
    augment: bool = True
    seed: int = 0
    epochs: int = 8
    grey: bool = False
    epsilon: float = 0.0  # radius of the l2 attack trained against; 0.47 at 40 pixels is the encoder's 0.75 at 64
    optimizer: str = 'sgd'
    side: int = 40


RECIPES = {
    'resnet-a': Recipe(networks.resnet),
    'resnet-b': Recipe(networks.resnet, seed=1),
    'resnet-plain': Recipe(networks.resnet, augment=False, epochs=6),
    'resnet-grey': Recipe(networks.resnet, grey=True),
    'resnet-robust': Recipe(networks.resnet, epsilon=0.47),
    'vgg': Recipe(networks.vgg),
    'mobilenet': Recipe(networks.mobilenet),
    'patches': Recipe(networks.patches),
    'transformer': Recipe(networks.transformer, optimizer='adam'),
    'perceptron': Recipe(networks.perceptron, optimizer='adam', side=32, epochs=12),
}
LINEAR = {'colours': (networks.Colours, 48), 'edges': (networks.Gradients, 48), 'untrained': (networks.Untrained, 48)}
BATCH = 64


@functools.lru_cache(maxsize=4)
def read(folder, side):
    """Pixels uint8 [n,side,side,3] and labels [n] of one split, classes and files sorted by name."""
    names = sorted(os.listdir(folder))
    pixels, labels = [], []
    for index, name in enumerate(names):
        for file in sorted(os.listdir(f'{folder}/{name}')):
            image = Image.open(f'{folder}/{name}/{file}').convert('RGB')
            scale = side / min(image.size)
            width, height = (max(side, round(x * scale)) for x in image.size)
            image = image.resize((width, height), Image.BILINEAR)
            left, top = (width - side) // 2, (height - side) // 2
            pixels.append(np.asarray(image.crop((left, top, left + side, top + side))))
            labels.append(index)
    return np.stack(pixels), np.array(labels)


def tensor(x):
    return torch.from_numpy(x).permute(0, 3, 1, 2).float() / 255


def shift(x, pad):
    """Flips half of the images and moves each by up to `pad` pixels."""
    n, _, side, _ = x.shape
    x = torch.where(torch.rand(n, 1, 1, 1) < 0.5, x.flip(3), x)
    x = F.pad(x, (pad,) * 4, mode='reflect')
    corners = torch.randint(0, 2 * pad + 1, (n, 2)).tolist()
    return torch.stack([image[:, top:top + side, left:left + side] for image, (top, left) in zip(x, corners)])


def length(x):
    return x.flatten(1).norm(dim=1).view(-1, 1, 1, 1) + 1e-9


def attack(model, x, y, epsilon):
    """One l2 step from a random start within the ball."""
    d = torch.randn_like(x)
    d = (d / length(d) * epsilon * torch.rand(len(x), 1, 1, 1)).requires_grad_()
    with torch.cpu.amp.autocast():
        loss = F.cross_entropy(model((x + d).clamp(0, 1)).float(), y)
    g, = torch.autograd.grad(loss, [d])
    d = d.detach() + epsilon * g / length(g)
    return (x + d * (epsilon / length(d)).clamp(max=1)).clamp(0, 1)


def accuracy(model, data):
    model.eval()
    with torch.no_grad():
        right = [(model(tensor(data[0][i:i + 250])).argmax(1).numpy() == data[1][i:i + 250]).sum() for i in range(0, len(data[0]), 250)]
    return sum(right) / len(data[0])


def train(recipe, data, classes):
    torch.manual_seed(recipe.seed)
    model = networks.Normalised(recipe.build(classes), recipe.grey)
    model(torch.rand(2, 3, recipe.side, recipe.side))
    model = model.to(memory_format=torch.channels_last)
    pixels, labels = data[0], torch.from_numpy(data[1])
    decay = [p for p in model.parameters() if p.ndim > 1]
    groups = [{'params': decay}, {'params': [p for p in model.parameters() if p.ndim <= 1], 'weight_decay': 0}]
    if recipe.optimizer == 'adam':
        top, optimizer = 1e-3, torch.optim.AdamW(groups, weight_decay=0.05)
    else:
        top, optimizer = 0.08, torch.optim.SGD(groups, lr=0.1, momentum=0.9, nesterov=True, weight_decay=5e-4)
    steps, step = recipe.epochs * (len(pixels) // BATCH), 0
    for _ in range(recipe.epochs):
        order = torch.randperm(len(pixels))
        for i in range(0, len(pixels) - BATCH + 1, BATCH):
            ids = order[i:i + BATCH]
            x, y = tensor(pixels[ids.numpy()]), labels[ids]
            if recipe.augment:
                x = shift(x, recipe.side // 10)
            x = x.contiguous(memory_format=torch.channels_last)
            p = step / steps
            for g in optimizer.param_groups:
                g['lr'] = top * min(1, p / 0.15) * 0.5 * (1 + math.cos(math.pi * max(0, (p - 0.15) / 0.85))) + 1e-6
            model.train()
            if recipe.epsilon:
                x = attack(model, x, y, recipe.epsilon * min(1, p / 0.1))
            with torch.cpu.amp.autocast():
                logits = model(x)
            optimizer.zero_grad(set_to_none=True)
            F.cross_entropy(logits.float(), y).backward()
            optimizer.step()
            step += 1
    return model.to(memory_format=torch.contiguous_format)


def fit(features, labels, classes, decay=1e-3):
    """Multinomial logistic regression on standardised features; the scaling is folded into the weights."""
    mean, std = features.mean(0), features.std(0) + 1e-6
    x, y = (features - mean) / std, torch.from_numpy(labels)
    w, b = torch.zeros(classes, x.shape[1], requires_grad=True), torch.zeros(classes, requires_grad=True)
    optimizer = torch.optim.LBFGS([w, b], max_iter=100, history_size=10, line_search_fn='strong_wolfe')

    def closure():
        optimizer.zero_grad()
        loss = F.cross_entropy(x @ w.T + b, y) + decay * w.pow(2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    w, b = w.detach(), b.detach()
    return w / std, b - (w / std) @ mean


def train_linear(extractor, data, classes):
    extractor.eval()
    with torch.no_grad():
        features = torch.cat([extractor(tensor(data[0][i:i + 250])) for i in range(0, len(data[0]), 250)])
    head = nn.Linear(features.shape[1], classes)
    head.weight.data, head.bias.data = fit(features, data[1], classes)
    return nn.Sequential(extractor, head)


def write_heads(features, labels, out, classes):
    """Two heads over given features: logistic regression, and the nearest class mean, which is linear too."""
    w, b = fit(features, labels, classes)
    np.savez(f'{out}/encoder-refit.npz', W=w.numpy(), b=b.numpy())
    means = torch.stack([features[torch.from_numpy(labels == c)].mean(0) for c in range(classes)])
    np.savez(f'{out}/encoder-means.npz', W=(2 * means).numpy(), b=(-means.pow(2).sum(1)).numpy())


def export(model, path, side):
    torch.onnx.export(model.eval(), torch.rand(2, 3, side, side), path, opset_version=13, input_names=['image'], output_names=['logits'],
                      dynamic_axes={'image': {0: 'n'}, 'logits': {0: 'n'}})


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument('data'), a.add_argument('out'), a.add_argument('--only', nargs='*'), a.add_argument('--encoder'), a.add_argument('--features')
    a.add_argument('--threads', type=int, default=torch.get_num_threads())
    a = a.parse_args()
    warnings.filterwarnings('ignore', module='torch.onnx')
    os.makedirs(a.out, exist_ok=True)
    torch.set_num_threads(a.threads), torch.set_flush_denormal(True)
    classes = len(os.listdir(f'{a.data}/train'))
    if a.features:
        labels = np.concatenate([np.full(len(os.listdir(f'{a.data}/train/{name}')), index) for index, name in enumerate(sorted(os.listdir(f'{a.data}/train')))])
        return write_heads(torch.from_numpy(np.load(a.features)), labels, a.out, classes)
    names = a.only or [*LINEAR, *(['encoder-early'] if a.encoder else []), *RECIPES]
    for name in names:
        path = f'{a.out}/{name}.onnx'
        if os.path.exists(path):
            continue
        start = time.time()
        side = RECIPES[name].side if name in RECIPES else LINEAR.get(name, (None, 64))[1]
        data = read(f'{a.data}/train', side)
        torch.manual_seed(0)
        if name in RECIPES:
            model = train(RECIPES[name], data, classes)
        else:
            model = train_linear(networks.EarlyLayer(a.encoder) if name == 'encoder-early' else LINEAR[name][0](), data, classes)
        export(model, path, side)
        right = [accuracy(model, read(f'{a.data}/{split}', side)) for split in ('train', 'val')]
        print(f'{name}: accuracy {right[0]:.3f} in training, {right[1]:.3f} in validation, {time.time() - start:.0f} s', flush=True)


if __name__ == '__main__':
    main()
