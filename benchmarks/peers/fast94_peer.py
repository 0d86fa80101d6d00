"""Trains what `./resforge train --recipe fast-94` trains, in PyTorch, on the same images: for its accuracy and its time.

    python benchmarks/peers/fast94_peer.py DIR [--seed 0] [--arch speed] [--epochs 10] [--threads 2] [--fp32] [--images N] [--device cuda]

DIR has CIFAR-10 in its binary form. A tenth of each class is held out. One line of JSON for each epoch, and one at the end with
the accuracy on the test images, plain and by the mean over six views. `seconds` count from the start of the program.
"""

import argparse
import json
import time

BEGUN = time.perf_counter()

import numpy
import torch
from torch import nn
from torch.nn import functional

from networks import network

PEAK, FACTOR, DECAY, MOMENTUM = 1.5, 64, 0.00133, 0.85
RISE, FIRST, LAST = 0.23, 0.2, 0.07
EVERY, SLOW, POWER = 5, 0.95, 3
BATCH, SHIFT = 1024, 2


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--arch", default="speed")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--images", type=int, default=50_000, help="train on the first of them only")
    parser.add_argument("--device", default="cpu", help="such as cuda: images and network live there")
    parser.add_argument("--fp32", action="store_true", help="without bf16 autocast")
    return parser.parse_args()


def read(files):
    rows = numpy.concatenate([numpy.fromfile(file, numpy.uint8).reshape(-1, 3073) for file in files])
    return torch.from_numpy(rows[:, 1:].reshape(-1, 3, 32, 32)), torch.from_numpy(rows[:, 0].astype(numpy.int64))


def hold_out(labels, generator):
    """A tenth of each class, as a mask."""
    out = torch.zeros(len(labels), dtype=torch.bool)
    for label in range(10):
        of_class = (labels == label).nonzero().flatten()
        out[of_class[torch.randperm(len(of_class), generator=generator)[: len(of_class) // 10]]] = True
    return out


def share(step, steps):
    rise = int(steps * RISE)
    if step < rise:
        return FIRST + (1 - FIRST) * step / rise
    return 1 + (LAST - 1) * (step - rise) / (steps - rise)


def shifted(images, generator):
    """Each image moved by up to two pixels, with its own mirror image around it."""
    padded = functional.pad(images, (SHIFT,) * 4, "reflect")
    result = torch.empty_like(images)
    moves = torch.randint(2 * SHIFT + 1, (len(images), 2), generator=generator).to(images.device)
    for down in range(2 * SHIFT + 1):
        for right in range(2 * SHIFT + 1):
            here = ((moves[:, 0] == down) & (moves[:, 1] == right)).nonzero().flatten()
            result[here] = padded[here, :, down : down + 32, right : right + 32]
    return result


class Slow:
    """Weights that follow at a distance, and take the fast ones back."""

    def __init__(self, model):
        self.fast = [tensor for tensor in model.state_dict().values() if tensor.is_floating_point()]
        self.slow = [tensor.clone() for tensor in self.fast]

    def follow(self, kept):
        for slow, fast in zip(self.slow, self.fast):
            slow.lerp_(fast, 1 - kept)
            fast.copy_(slow)


def logits(model, images, autocast):
    model.eval()
    with torch.no_grad(), autocast():
        parts = [model(part.contiguous(memory_format=torch.channels_last)).float() for part in images.split(1000)]
    model.train()
    return torch.cat(parts)


def six_views(model, images, autocast):
    padded = functional.pad(images, (1,) * 4, "reflect")
    views = [(images, 0.25), (padded[:, :, 0:32, 0:32], 0.125), (padded[:, :, 2:34, 2:34], 0.125)]
    return sum(w * (logits(model, view, autocast) + logits(model, view.flip(3), autocast)) for view, w in views)


def accuracy(scores, labels):
    return round((scores.argmax(1) == labels).double().mean().item(), 4)


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    generator = torch.Generator().manual_seed(options.seed)
    images, labels = read([f"{options.data}/data_batch_{i}.bin" for i in range(1, 6)])
    images, labels = images[: options.images], labels[: options.images]
    out = hold_out(labels, torch.Generator().manual_seed(1))
    pixels = images[~out].float() / 255
    mean, deviation = pixels.mean((0, 2, 3), keepdim=True), pixels.std((0, 2, 3), keepdim=True)
    train, train_labels = (pixels - mean) / deviation, labels[~out]
    held_out, held_out_labels = (images[out].float() / 255 - mean) / deviation, labels[out]
    test, test_labels = read([f"{options.data}/test_batch.bin"])
    test = (test.float() / 255 - mean) / deviation
    train, train_labels, held_out, held_out_labels, test, test_labels = (
        tensor.to(options.device) for tensor in (train, train_labels, held_out, held_out_labels, test, test_labels))

    model = network(options.arch)
    model[0].whiten(train[:5000])
    model = model.to(options.device, memory_format=torch.channels_last)
    biases = [m.bias for m in model.modules() if isinstance(m, nn.BatchNorm2d)]
    known = {id(bias) for bias in biases}
    others = [p for p in model.parameters() if p.requires_grad and id(p) not in known]
    optimizer = torch.optim.SGD(
        [
            {"params": others, "lr": PEAK, "weight_decay": DECAY},
            {"params": biases, "lr": FACTOR * PEAK, "weight_decay": DECAY / FACTOR},
        ],
        momentum=MOMENTUM,
        nesterov=True,
    )
    steps = options.epochs * -(-len(train) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: share(step, steps))
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.2)
    slow = Slow(model)

    def autocast():
        return torch.autocast(torch.device(options.device).type, torch.bfloat16, enabled=not options.fp32)

    mirrored = (torch.rand(len(train), generator=generator) < 0.5).to(options.device)
    step = 0
    for epoch in range(1, options.epochs + 1):
        begun, total, right = time.perf_counter(), 0.0, 0
        for batch in torch.randperm(len(train), generator=generator).to(options.device).split(BATCH):
            x = shifted(train[batch], generator)
            turned = mirrored[batch] ^ (epoch % 2 == 0)
            x[turned] = x[turned].flip(3)
            with autocast():
                scores = model(x.contiguous(memory_format=torch.channels_last))
            loss = loss_of(scores.float(), train_labels[batch])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
            step += 1
            total += loss.detach() * len(batch)
            right += (scores.argmax(1) == train_labels[batch]).sum()
            if step % EVERY == 0:
                slow.follow(SLOW**EVERY * (step / steps) ** POWER)
            elif step == steps:
                slow.follow(1.0)
        total, right = total.item(), right.item()
        seconds = time.perf_counter() - begun
        line = {
            "epoch": epoch,
            "loss": round(total / len(train), 4),
            "training": round(right / len(train), 4),
            "held_out": accuracy(logits(model, held_out, autocast), held_out_labels),
            "images_per_second": round(len(train) / seconds),
            "seconds": round(time.perf_counter() - BEGUN, 1),
        }
        print(json.dumps(line), flush=True)
    plain = accuracy(logits(model, test, autocast), test_labels)
    by_views = accuracy(six_views(model, test, autocast), test_labels)
    end = {"test": plain, "six_views": by_views, "seconds": round(time.perf_counter() - BEGUN, 1)}
    print(json.dumps(end | {"torch": torch.__version__, "seed": options.seed}))


main()
