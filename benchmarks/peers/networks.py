"""The benchmarks' three networks, written as a user of PyTorch would: the same layers, shapes and parameters as ResForge's."""

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


def network(name):
    return {
        "resnet20-v1": lambda: post_activation((16, 32, 64), 3, False),
        "resnet29-v2": lambda: pre_activation(3),
        "wide-1-1-1-1": lambda: post_activation((64, 128, 256, 512), 1, True),
    }[name]()
