"""The benchmarks' networks, written as a user of PyTorch would: the same layers, shapes and parameters as ResForge's."""

import torch
from torch import nn


def conv(inputs, outputs, kernel=3, stride=1):
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)


class Block(nn.Module):
    """conv-bn-relu-conv-bn, and ReLU behind the sum."""

    def __init__(self, inputs, outputs, stride, norm_shortcut):
        super().__init__()
        self.branch = nn.Sequential(
            conv(inputs, outputs, stride=stride), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True),
            conv(outputs, outputs), nn.BatchNorm2d(outputs))
        self.shortcut = nn.Identity()
        if stride > 1 or inputs != outputs:
            layers = [conv(inputs, outputs, 1, stride)] + ([nn.BatchNorm2d(outputs)] if norm_shortcut else [])
            self.shortcut = nn.Sequential(*layers)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.relu(self.branch(x) + self.shortcut(x))


class Bottleneck(nn.Module):
    """Pre-activation 1×1, 3×3, 1×1; the network's very first block has no activation of its own in front."""

    def __init__(self, inputs, width, outputs, stride, first_of_stage, first_of_all):
        super().__init__()
        activation = [] if first_of_all else [nn.BatchNorm2d(inputs), nn.ReLU(inplace=True)]
        self.branch = nn.Sequential(
            *activation, conv(inputs, width, 1, stride),
            nn.BatchNorm2d(width), nn.ReLU(inplace=True), conv(width, width),
            nn.BatchNorm2d(width), nn.ReLU(inplace=True), conv(width, outputs, 1))
        self.shortcut = conv(inputs, outputs, 1, stride) if first_of_stage else nn.Identity()

    def forward(self, x):
        return self.branch(x) + self.shortcut(x)


def head(channels):
    return [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10)]


def post_activation(channels, blocks, norm_shortcut):
    layers = [conv(3, channels[0]), nn.BatchNorm2d(channels[0]), nn.ReLU(inplace=True)]
    inputs = channels[0]
    for stage, outputs in enumerate(channels):
        for block in range(blocks):
            layers.append(Block(inputs, outputs, 2 if stage > 0 and block == 0 else 1, norm_shortcut))
            inputs = outputs
    return nn.Sequential(*layers, *head(inputs))


def pre_activation(blocks):
    layers = [conv(3, 16), nn.BatchNorm2d(16), nn.ReLU(inplace=True)]
    inputs = 16
    for stage, outputs in enumerate((64, 128, 256)):
        for block in range(blocks):
            width = 16 if stage == 0 else outputs // 2
            stride = 2 if stage > 0 and block == 0 else 1
            layers.append(Bottleneck(inputs, width, outputs, stride, block == 0, stage == block == 0))
            inputs = outputs
    return nn.Sequential(*layers, nn.BatchNorm2d(inputs), nn.ReLU(inplace=True), *head(inputs))


class WhitenedStem(nn.Module):
    """2×2 patches times fixed filters, both signs of each, and a bias that is trained; then GELU."""

    def __init__(self):
        super().__init__()
        self.filters = nn.Conv2d(3, 24, 2)
        self.filters.weight.requires_grad = False
        nn.init.zeros_(self.filters.bias)
        self.gelu = nn.GELU()

    def whiten(self, images, floor=5e-4):
        """Filters of which each patch of these images gets numbers of variance 1 that do not correlate."""
        patches = images.unfold(2, 2, 1).unfold(3, 2, 1).permute(0, 2, 3, 1, 4, 5).reshape(-1, 12).double()
        values, vectors = torch.linalg.eigh(patches.T @ patches / len(patches))
        filters = (vectors / (values + floor).sqrt()).T.flip(0).reshape(12, 3, 2, 2).float()
        with torch.no_grad():
            self.filters.weight.copy_(torch.cat([filters, -filters]))

    def forward(self, x):
        return self.gelu(self.filters(x))


class SpeedGroup(nn.Module):
    """conv-pool-bn-gelu-conv-bn-gelu, with batch norms that have no scale."""

    def __init__(self, inputs, outputs, residual):
        super().__init__()
        self.residual = residual
        self.first = nn.Sequential(self.conv(inputs, outputs), nn.MaxPool2d(2), self.norm(outputs), nn.GELU())
        self.second = nn.Sequential(self.conv(outputs, outputs), self.norm(outputs))
        self.gelu = nn.GELU()

    @staticmethod
    def conv(inputs, outputs):
        layer = conv(inputs, outputs)
        nn.init.dirac_(layer.weight[:inputs].data)
        return layer

    @staticmethod
    def norm(channels):
        layer = nn.BatchNorm2d(channels, eps=1e-12, momentum=0.4)
        layer.weight.requires_grad = False
        return layer

    def forward(self, x):
        middle = self.first(x)
        branch = self.second(middle)
        return self.gelu(branch + middle if self.residual else branch)


class Scale(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return x * self.factor


def speed(residual):
    """The network of airbench94 (arXiv 2404.00498)."""
    channels = (24, 64, 256, 256)
    groups = [SpeedGroup(inputs, outputs, residual) for inputs, outputs in zip(channels, channels[1:])]
    return nn.Sequential(
        WhitenedStem(), *groups, nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(256, 10, bias=False), Scale(1 / 9))


def network(name):
    return {
        "speed": lambda: speed(False),
        "speed-res": lambda: speed(True),
        "resnet20-v1": lambda: post_activation((16, 32, 64), 3, False),
        "resnet29-v2": lambda: pre_activation(3),
        "wide-1-1-1-1": lambda: post_activation((64, 128, 256, 512), 1, True),
    }[name]()
