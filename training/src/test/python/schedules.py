"""Writes the learning rates of PyTorch's schedulers, at each of 30 steps, and of its ReduceLROnPlateau.

    python training/src/test/python/schedules.py \
        > training/src/test/resources/io/resforge/training/schedule/pytorch.json

A run has 6 epochs of 5 steps.
"""

import json
import math
import random
import warnings

import torch
from torch.optim import lr_scheduler as schedulers

# PyTorch's own SequentialLR calls its schedulers in a way that they warn of.
warnings.simplefilter("ignore")
PEAK = 0.2
STEPS = 30
RISE = 8


def cosine(optimizer, steps=STEPS, floor=0.0):
    return schedulers.CosineAnnealingLR(optimizer, T_max=steps, eta_min=floor * PEAK)


def polynomial(optimizer, steps=STEPS, power=1.0):
    return schedulers.PolynomialLR(optimizer, total_iters=steps, power=power)


def multi_step(optimizer):
    return schedulers.MultiStepLR(optimizer, milestones=[10, 22], gamma=0.1)


def one_cycle(optimizer, rise, start, end):
    return schedulers.OneCycleLR(
        optimizer, PEAK, STEPS, pct_start=rise, div_factor=1 / start, final_div_factor=start / end, cycle_momentum=False
    )


def warmup(optimizer):
    return schedulers.LinearLR(optimizer, start_factor=0.04, total_iters=RISE)


def then(optimizer, fall):
    """A schedule that begins where the warm-up ends."""
    return schedulers.SequentialLR(optimizer, [warmup(optimizer), fall], milestones=[RISE])


SCHEDULES = {
    "constant": lambda o: schedulers.ConstantLR(o, factor=1.0),
    "step": lambda o: schedulers.StepLR(o, step_size=12, gamma=0.5),
    "multi-step": multi_step,
    "cosine": cosine,
    "cosine to a floor": lambda o: cosine(o, floor=0.1),
    "one-cycle": lambda o: one_cycle(o, rise=0.3, start=0.04, end=0.001),
    "one-cycle with its top between two steps": lambda o: one_cycle(o, rise=0.25, start=0.1, end=0.01),
    "linear": polynomial,
    "polynomial": lambda o: polynomial(o, power=2.5),
    "warm-up, constant": warmup,
    "warm-up, cosine": lambda o: then(o, cosine(o, STEPS - RISE)),
    "warm-up, polynomial": lambda o: then(o, polynomial(o, STEPS - RISE, 0.9)),
    "warm-up, multi-step": lambda o: schedulers.ChainedScheduler([warmup(o), multi_step(o)], optimizer=o),
}
PLATEAUS = [
    {"monitor": "LOSS", "factor": 0.1, "patience": 2, "cooldown": 0, "floor": 0.0, "minDelta": 0.0},
    {"monitor": "LOSS", "factor": math.sqrt(0.1), "patience": 0, "cooldown": 3, "floor": 0.01, "minDelta": 0.02},
    {"monitor": "ACCURACY", "factor": 0.5, "patience": 1, "cooldown": 1, "floor": 0.03, "minDelta": 0.0},
    {"monitor": "ACCURACY", "factor": 0.5, "patience": 4, "cooldown": 2, "floor": 0.0, "minDelta": 0.03},
]
# Rounded, so that some epochs equal the best.
random.seed(3)
EPOCHS = [
    {
        "accuracy": round(1 - math.exp(-epoch / 8) + random.gauss(0, 0.03), 2),
        "loss": round(2 * math.exp(-epoch / 8) + random.gauss(0, 0.06), 1),
    }
    for epoch in range(40)
]


def sgd():
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=PEAK)


def rates(make):
    optimizer = sgd()
    scheduler = make(optimizer)
    for _ in range(STEPS):
        yield optimizer.param_groups[0]["lr"]
        optimizer.step()
        scheduler.step()


def plateau_rates(spec):
    """The rate after each epoch."""
    optimizer = sgd()
    loss = spec["monitor"] == "LOSS"
    scheduler = schedulers.ReduceLROnPlateau(
        optimizer,
        mode="min" if loss else "max",
        factor=spec["factor"],
        patience=spec["patience"],
        threshold=spec["minDelta"],
        threshold_mode="abs",
        cooldown=spec["cooldown"],
        min_lr=spec["floor"],
        eps=0.0,
    )
    for epoch in EPOCHS:
        scheduler.step(epoch["loss" if loss else "accuracy"])
        yield optimizer.param_groups[0]["lr"]


def lines(items):
    return "[\n" + ",\n".join(json.dumps(item) for item in items) + "]"


print(f'{{"torch": "{torch.__version__.split("+")[0]}",')
print(f'"peak": {PEAK},')
print(f'"schedules": {lines({"name": name, "rates": list(rates(make))} for name, make in SCHEDULES.items())},')
print(f'"epochs": {lines(EPOCHS)},')
print(f'"plateaus": {lines({"spec": spec, "rates": list(plateau_rates(spec))} for spec in PLATEAUS)}}}')
