"""Computes with Python's PyTorch what the Java networks must compute, and prints it as JSON.

    python reference.py > ../resources/io/resforge/neuralnet/torch/reference.json

Needs torch 2.7.1. Both sides make the same weights and pixels by the same integer recurrence, so that the file holds results only.
"""

import json
import math

import torch
from torch import nn
from torch.nn import functional as F

IMAGES = 8
CLASSES = 10


class Numbers:
    """x' = 1664525 x + 1013904223 (mod 2^32); the upper 24 bits, which a float holds exactly, as a number in [0, 1)."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (1664525 * self.state + 1013904223) % 2**32
        return (self.state >> 8) / 2**24

    def tensor(self, shape, scale, shift):
        count = math.prod(shape)
        values = [scale * (self.next() - 0.5) + shift for _ in range(count)]
        return torch.tensor(values, dtype=torch.float64).float().reshape(shape)


class Padding(nn.Module):
    """Shortcut A: every second row and column, then channels of zeros."""

    def __init__(self, zeros, stride):
        super().__init__()
        self.zeros = zeros
        self.stride = stride

    def forward(self, x):
        return F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.zeros))


class Post(nn.Module):
    """Two 3x3 convolutions, then the sum, then ReLU; conv_first says whether a layer's batch norm comes behind its convolution."""

    def __init__(self, inputs, channels, stride, padding=False, conv_first=True, normalised=False):
        super().__init__()
        self.conv_first = conv_first
        self.conv1 = nn.Conv2d(inputs, channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels if conv_first else inputs)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.shortcut = self.shortcut_bn = None
        if stride > 1 or inputs != channels:
            if padding:
                self.shortcut = Padding(channels - inputs, stride)
            else:
                self.shortcut = nn.Conv2d(inputs, channels, 1, stride, bias=False)
                if normalised:
                    self.shortcut_bn = nn.BatchNorm2d(channels if conv_first else inputs)

    def forward(self, x):
        if self.conv_first:
            y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
            s = x if self.shortcut is None else self.shortcut(x)
            s = s if self.shortcut_bn is None else self.shortcut_bn(s)
        else:
            y = self.conv2(self.bn2(self.conv1(F.relu(self.bn1(x)))))
            s = x if self.shortcut_bn is None else self.shortcut_bn(x)
            s = s if self.shortcut is None else self.shortcut(s)
        return F.relu(y + s)


class Pre(nn.Module):
    """Bottleneck of v2: batch norm and ReLU before each of 1x1, 3x3, 1x1."""

    def __init__(self, inputs, bottleneck, channels, stride, first, project, padding=False):
        super().__init__()
        self.bn1 = None if first else nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, bottleneck, 1, stride, bias=False)
        self.bn2 = nn.BatchNorm2d(bottleneck)
        self.conv2 = nn.Conv2d(bottleneck, bottleneck, 3, 1, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(bottleneck)
        self.conv3 = nn.Conv2d(bottleneck, channels, 1, bias=False)
        self.shortcut = None
        if project:
            self.shortcut = Padding(channels - inputs, stride) if padding else nn.Conv2d(inputs, channels, 1, stride, bias=False)

    def forward(self, x):
        y = x if self.bn1 is None else F.relu(self.bn1(x))
        y = self.conv1(y)
        y = self.conv2(F.relu(self.bn2(y)))
        y = self.conv3(F.relu(self.bn3(y)))
        return y + (x if self.shortcut is None else self.shortcut(x))


class PrePlain(nn.Module):
    """Block of v2-plain: batch norm and ReLU before each of two 3x3; a shortcut by convolution reads what the branch reads."""

    def __init__(self, inputs, channels, stride, first, padding=False):
        super().__init__()
        self.bn1 = None if first else nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, channels, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.padding = padding
        self.shortcut = None
        if stride > 1 or inputs != channels:
            self.shortcut = Padding(channels - inputs, stride) if padding else nn.Conv2d(inputs, channels, 1, stride, bias=False)

    def forward(self, x):
        read = x if self.bn1 is None else F.relu(self.bn1(x))
        y = self.conv2(F.relu(self.bn2(self.conv1(read))))
        if self.shortcut is None:
            return y + x
        return y + self.shortcut(x if self.padding else read)


class Net(nn.Module):
    def __init__(self, stages, features, head, stem=16):
        super().__init__()
        self.stem = nn.Module()
        self.stem.conv = nn.Conv2d(3, stem, 3, 1, 1, bias=False)
        self.stem.bn = nn.BatchNorm2d(stem)
        self.stages = len(stages)
        for number, blocks in enumerate(stages, 1):
            stage = nn.Module()
            for place, block in enumerate(blocks, 1):
                setattr(stage, f"block{place}", block)
            setattr(self, f"stage{number}", stage)
        self.head = nn.Module()
        if head:
            self.head.bn = nn.BatchNorm2d(features)
        self.dense = nn.Linear(features, CLASSES)

    def forward(self, x):
        x = F.relu(self.stem.bn(self.stem.conv(x)))
        for number in range(1, self.stages + 1):
            for block in getattr(self, f"stage{number}").children():
                x = block(x)
        if hasattr(self.head, "bn"):
            x = F.relu(self.head.bn(x))
        return self.dense(x.mean((2, 3)))


class Whitening(nn.Module):
    """The stem of a speed network: its kernel is no parameter, since nothing trains it."""

    def __init__(self, filters):
        super().__init__()
        self.register_buffer("weight", torch.zeros(filters, 3, 2, 2))
        self.bias = nn.Parameter(torch.zeros(filters))

    def forward(self, x):
        return F.conv2d(x, self.weight, self.bias)


class ShiftNorm(nn.Module):
    """Batch norm without a scale, with the constants of arXiv 2404.00498."""

    def __init__(self, channels):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def forward(self, x):
        return F.batch_norm(x, self.running_mean, self.running_var, None, self.bias, self.training, 0.4, 1e-12)


class SpeedGroup(nn.Module):
    def __init__(self, inputs, channels, residual):
        super().__init__()
        self.residual = residual
        self.conv1 = nn.Conv2d(inputs, channels, 3, padding=1, bias=False)
        self.bn1 = ShiftNorm(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = ShiftNorm(channels)

    def forward(self, x):
        x = F.gelu(self.bn1(F.max_pool2d(self.conv1(x), 2)))
        y = self.bn2(self.conv2(x))
        return F.gelu(y + x if self.residual else y)


class Speed(nn.Module):
    def __init__(self, widths, residual):
        super().__init__()
        inputs = 2 * 3 * 2 * 2
        self.stem = nn.Module()
        self.stem.conv = Whitening(inputs)
        for number, channels in enumerate(widths, 1):
            stage = nn.Module()
            stage.block1 = SpeedGroup(inputs, channels, residual)
            setattr(self, f"stage{number}", stage)
            inputs = channels
        self.dense = nn.Linear(inputs, CLASSES, bias=False)

    def forward(self, x):
        x = F.gelu(self.stem.conv(x))
        for stage in (self.stage1, self.stage2, self.stage3):
            x = stage.block1(x)
        return self.dense(F.max_pool2d(x, x.shape[2:]).flatten(1)) / 9


def stages(blocks, widths, block):
    """Blocks of each stage; block makes one from its input channels, its stage's channels, its stride, and whether it is the first of all."""
    result, inputs = [], widths[0]
    for stage, (count, channels) in enumerate(zip(blocks, widths)):
        made = []
        for place in range(count):
            made.append(block(inputs, channels, 2 if place == 0 and stage > 0 else 1, stage == 0 and place == 0))
            inputs = channels
        result.append(made)
    return result


def post(blocks, widths=(16, 32, 64), **kind):
    made = stages(blocks, widths, lambda inputs, channels, stride, first: Post(inputs, channels, stride, **kind))
    return Net(made, widths[-1], head=False, stem=widths[0])


def v1(blocks):
    return post([blocks] * 3)


def plain(blocks, widths=(16, 32, 64), padding=False):
    made = stages(blocks, widths, lambda inputs, channels, stride, first: PrePlain(inputs, channels, stride, first, padding))
    return Net(made, widths[-1], head=True, stem=widths[0])


def v2(blocks, padding=False):
    result, inputs = [], 16
    for bottleneck, channels in ((16, 64), (64, 128), (128, 256)):
        stage = []
        for block in range(blocks):
            stride = 2 if block == 0 and channels > 64 else 1
            stage.append(Pre(inputs, bottleneck, channels, stride, block == 0 and channels == 64, block == 0, padding))
            inputs = channels
        result.append(stage)
    return Net(result, inputs, head=True)


def fill(net):
    """Fills tensors in the order of their names; what a tensor is shows in its name and shape."""
    state = net.state_dict()
    for seed, name in enumerate(sorted(key for key in state if not key.endswith("num_batches_tracked"))):
        shape = state[name].shape
        if name.endswith("running_var") or (name.endswith("weight") and len(shape) == 1):
            scale, shift = 1.0, 1.0
        elif name.endswith("weight"):
            scale, shift = math.sqrt(12.0 / math.prod(shape[1:])), 0.0
        else:
            scale, shift = 0.2, 0.0
        state[name].copy_(Numbers(seed + 1).tensor(shape, scale, shift))


def digest(tensor):
    flat = tensor.detach().double().flatten()
    return {"sum": flat.sum().item(), "size": flat.abs().sum().item(), "first": flat[:3].tolist()}


def mixed_loss(logits, y, smoothing):
    """Mixup: image i is mixed with one of class 3 i mod 10, with weights i / 8 and 1 - i / 8."""
    share = torch.arange(IMAGES) / IMAGES
    own = F.cross_entropy(logits, y, label_smoothing=smoothing, reduction="none")
    other = F.cross_entropy(logits, 3 * torch.arange(IMAGES) % CLASSES, label_smoothing=smoothing, reduction="none")
    return (share * own + (1 - share) * other).mean()


def results(net, smoothing):
    fill(net)
    numbers = Numbers(12345)
    pixels = torch.tensor([int(numbers.next() * 256) for _ in range(IMAGES * 32 * 32 * 3)])
    x = ((pixels.double() / 255 - 0.5) / 0.25).float().reshape(IMAGES, 32, 32, 3).permute(0, 3, 1, 2)
    y = torch.arange(IMAGES) % CLASSES
    net.eval()
    with torch.no_grad():
        served = net(x)
    net.train()
    logits = net(x)
    loss = F.cross_entropy(logits, y, label_smoothing=smoothing)
    mixed = mixed_loss(logits, y, smoothing)
    # The last ten numbers of what lies last: the dense layer's bias, or where it has none, the end of its matrix.
    last = list(net.parameters())[-1]
    slope = torch.autograd.grad(mixed, last, retain_graph=True)[0].flatten()[-10:]
    loss.backward()
    return {
        "smoothing": smoothing,
        "mixedLoss": mixed.item(),
        "mixedSlope": slope.tolist(),
        "logits": served.flatten().tolist(),
        "loss": loss.item(),
        "correct": (logits.argmax(1) == y).sum().item(),
        "correctTop5": (logits.topk(5, 1).indices == y.unsqueeze(1)).any(1).sum().item(),
        "gradients": {name: digest(parameter.grad) for name, parameter in net.named_parameters()},
        "statistics": {name: digest(buffer) for name, buffer in net.named_buffers() if buffer.dim() > 0},
    }


def whitening():
    """The filters of a speed network's stem for the images; of an eigenvector the form counts whose largest number is above 0."""
    numbers = Numbers(12345)
    pixels = torch.tensor([int(numbers.next() * 256) for _ in range(IMAGES * 32 * 32 * 3)])
    x = ((pixels.double() / 255 - 0.5) / 0.25).float().double().reshape(IMAGES, 32, 32, 3).permute(0, 3, 1, 2)
    patches = F.unfold(x, 2).transpose(1, 2).reshape(-1, 12)
    values, vectors = torch.linalg.eigh(patches.T @ patches / len(patches))
    vectors = vectors.T.flip(0)
    vectors = vectors * torch.sign(vectors.gather(1, vectors.abs().argmax(1, keepdim=True)))
    filters = vectors / torch.sqrt(values.flip(0) + 5e-4).unsqueeze(1)
    return torch.cat((filters, -filters)).flatten().tolist()


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps({
        "torch": torch.__version__,
        "whitening": whitening(),
        "networks": {
            "resnet8-v1": results(v1(1), 0.0),
            "resnet14-v1": results(v1(2), 0.1),
            "resnet11-v2": results(v2(1), 0.0),
            "resnet20-v2": results(v2(2), 0.1),
            "resnet8-v1:shortcut=padding": results(post([1, 1, 1], padding=True), 0.0),
            "resnet-v1:blocks=1-2,channels=8-12,order=bn-relu-conv": results(post([1, 2], (8, 12), conv_first=False), 0.0),
            "resnet14-v2-plain": results(plain([2, 2, 2]), 0.0),
            "resnet-v2-plain:blocks=1-1-1-1,channels=8-8-16-24,shortcut=padding": results(
                plain([1, 1, 1, 1], (8, 8, 16, 24), padding=True), 0.1
            ),
            "resnet11-v2:shortcut=padding": results(v2(1, padding=True), 0.0),
            "wide-1-2-1-1:channels=8-16-16-32": results(post([1, 2, 1, 1], (8, 16, 16, 32), normalised=True), 0.0),
            "wide-1-1:channels=8-16,order=bn-relu-conv": results(
                post([1, 1], (8, 16), normalised=True, conv_first=False), 0.0
            ),
            "speed:channels=8-16-16": results(Speed((8, 16, 16), residual=False), 0.2),
            "speed-res:channels=8-24-16": results(Speed((8, 24, 16), residual=True), 0.0),
        },
    }, indent=1))
