"""Writes what PyTorch's optimizers do in 20 steps on a small least-squares problem.

    python training/src/test/python/optimizers.py \
        > training/src/test/resources/io/resforge/training/optimizer/pytorch.json

The rate changes at every step, and only the first four of the six parameters decay.
"""

import json

import torch

torch.manual_seed(7)
STEPS = 20
MATRIX = torch.randn(8, 6)
TARGET = torch.randn(8)
START = torch.randn(6)
DECAYING = 4
RATES = [0.02 * (1 + step % 7) for step in range(STEPS)]

CASES = {
    "sgd": lambda groups: torch.optim.SGD(groups, lr=1.0),
    "momentum": lambda groups: torch.optim.SGD(groups, lr=1.0, momentum=0.9),
    "nesterov": lambda groups: torch.optim.SGD(groups, lr=1.0, momentum=0.9, nesterov=True),
    "adam": lambda groups: torch.optim.Adam(groups, lr=1.0, betas=(0.9, 0.999), eps=1e-8),
}


def gradient(parameters):
    """Of the mean squared error."""
    return 2 * MATRIX.T @ (MATRIX @ parameters - TARGET) / len(TARGET)


def trajectory(make, decay):
    decaying = START[:DECAYING].clone().requires_grad_()
    others = START[DECAYING:].clone().requires_grad_()
    optimizer = make([{"params": [decaying], "weight_decay": decay}, {"params": [others]}])
    points = []
    for rate in RATES:
        slope = gradient(torch.cat([decaying, others]).detach())
        decaying.grad, others.grad = slope[:DECAYING].clone(), slope[DECAYING:].clone()
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.step()
        points.append(torch.cat([decaying, others]).tolist())
    return points


print(
    json.dumps(
        {
            "torch": torch.__version__.split("+")[0],
            "matrix": MATRIX.tolist(),
            "target": TARGET.tolist(),
            "start": START.tolist(),
            "rates": RATES,
            "mask": [1.0] * DECAYING + [0.0] * (6 - DECAYING),
            "cases": [
                {"name": name, "decay": decay, "points": trajectory(make, decay)}
                for name, make in CASES.items()
                for decay in (0.0, 0.1)
            ],
        },
        indent=1,
    )
)
