"""Writes what PyTorch's SGD does in 20 steps with what airbench94 (arXiv 2404.00498) adds to it.

    python training/src/test/python/airbench.py \
        > training/src/test/resources/io/resforge/training/optimizer/airbench.json

Nesterov's momentum of .85; the last three of eight parameters stand for batch norms' biases, whose rate is 64 times that
of the others and whose decay is not; a rate that rises in 23% of all steps from a fifth and falls to 7%; slow weights
after every five steps and at the end. The gradients are given, so that rounding cannot add up through them, and so are
the running statistics that each step leaves.
"""

import json

import torch

torch.manual_seed(9)
STEPS, EVERY, PEAK, DECAY, FACTOR = 20, 5, 0.05, 0.1, 64.0
START = torch.randn(8)
GRADIENTS = torch.randn(STEPS, 8)
GRADIENTS[:, 5:] /= 64
STATISTICS = torch.rand(STEPS + 1, 3)


def share(step):
    rise = int(STEPS * 0.23)
    if step < rise:
        return 0.2 + 0.8 * step / rise
    return 1 + (0.07 - 1) * (step - rise) / (STEPS - rise)


def steps():
    others = START[:5].clone().requires_grad_()
    biases = START[5:].clone().requires_grad_()
    optimizer = torch.optim.SGD(
        [
            {"params": [others], "lr": PEAK, "weight_decay": DECAY},
            {"params": [biases], "lr": FACTOR * PEAK, "weight_decay": DECAY / FACTOR},
        ],
        momentum=0.85,
        nesterov=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, share)
    slow = [START[:5].clone(), START[5:].clone(), STATISTICS[0].clone()]
    for step in range(1, STEPS + 1):
        rate = optimizer.param_groups[0]["lr"]
        others.grad, biases.grad = GRADIENTS[step - 1][:5].clone(), GRADIENTS[step - 1][5:].clone()
        optimizer.step()
        schedule.step()
        statistics = STATISTICS[step].clone()
        with torch.no_grad():
            fast = [others, biases, statistics]
            if step % EVERY == 0:
                kept = 0.95**EVERY * (step / STEPS) ** 3
                for old, new in zip(slow, fast):
                    old.lerp_(new, 1 - kept)
            if step % EVERY == 0 or step == STEPS:
                for old, new in zip(slow, fast):
                    new.copy_(old)
        yield {"rate": rate, "parameters": short(torch.cat([others, biases])), "statistics": short(statistics)}


def short(tensor):
    """Nine digits tell any two 32-bit floats apart."""
    if tensor.dim() == 0:
        return float(f"{tensor.item():.9g}")
    return [short(element) for element in tensor]


def lines(items):
    return "[\n" + ",\n".join(json.dumps(item) for item in items) + "]"


print(f'{{"torch": "{torch.__version__.split("+")[0]}",')
print(f'"start": {json.dumps(short(START))},')
print(f'"gradients": {lines(map(short, GRADIENTS))},')
print(f'"statistics": {lines(map(short, STATISTICS))},')
print(f'"steps": {lines(steps())}}}')
