"""Writes what PyTorch's optimizers and gradient clipping do in 20 steps.

    python training/src/test/python/optimizers.py \
        > training/src/test/resources/io/resforge/training/optimizer/pytorch.json

The gradients are given, so that rounding cannot add up through them. One parameter has none at every other step,
and one has such small ones that epsilon matters. The rate changes at every step. Only the first five of the eight
parameters decay: by L2, which is PyTorch's weight_decay, or decoupled, which PyTorch has for AdamW and which comes
before the step of any other optimizer here.
"""

import json

import torch

torch.manual_seed(7)
STEPS = 20
DECAYING = 5
DECAY = 0.1
MOST = 2.5
RATES = [0.01 * (1 + step % 7) for step in range(STEPS)]
START = torch.randn(8)
GRADIENTS = torch.randn(STEPS, 8)
GRADIENTS[::2, 6] = 0
GRADIENTS[:, 7] *= 1e-8

SGD, ADAM, RMSPROP, ADAGRAD = torch.optim.SGD, torch.optim.Adam, torch.optim.RMSprop, torch.optim.Adagrad
CASES = [
    ("sgd", SGD, {}),
    ("momentum", SGD, {"momentum": 0.9}),
    ("nesterov", SGD, {"momentum": 0.9, "nesterov": True}),
    ("adam", ADAM, {"betas": (0.9, 0.999), "eps": 1e-8}),
    ("adamw", torch.optim.AdamW, {"betas": (0.9, 0.98), "eps": 1e-6}),
    ("rmsprop", RMSPROP, {"alpha": 0.99, "eps": 1e-8}),
    ("rmsprop-momentum", RMSPROP, {"alpha": 0.9, "eps": 1e-8, "momentum": 0.9}),
    ("adagrad", ADAGRAD, {"eps": 1e-10}),
    ("adagrad-initial", ADAGRAD, {"initial_accumulator_value": 0.1, "eps": 1e-10}),
]


def points(optimizer_class, options, decoupled):
    """The parameters after each step."""
    own_decay = optimizer_class is torch.optim.AdamW
    decaying = START[:DECAYING].clone().requires_grad_()
    others = START[DECAYING:].clone().requires_grad_()
    weight_decay = 0.0 if decoupled and not own_decay else DECAY
    groups = [{"params": [decaying], "weight_decay": weight_decay}, {"params": [others], "weight_decay": 0.0}]
    optimizer = optimizer_class(groups, lr=1.0, **options)
    for rate, gradient in zip(RATES, GRADIENTS):
        decaying.grad, others.grad = gradient[:DECAYING].clone(), gradient[DECAYING:].clone()
        for group in optimizer.param_groups:
            group["lr"] = rate
        if decoupled and not own_decay:
            with torch.no_grad():
                decaying.mul_(1 - rate * DECAY)
        optimizer.step()
        yield short(torch.cat([decaying, others]))


def clipped(gradient):
    """The norm before, and the gradient after."""
    parameter = torch.zeros(8, requires_grad=True)
    parameter.grad = gradient.clone()
    norm = torch.nn.utils.clip_grad_norm_([parameter], MOST)
    return {"norm": short(norm), "gradient": short(parameter.grad)}


def short(tensor):
    """Nine digits tell any two 32-bit floats apart."""
    if tensor.dim() == 0:
        return float(f"{tensor.item():.9g}")
    return [short(element) for element in tensor]


def lines(items):
    return "[\n" + ",\n".join(json.dumps(item) for item in items) + "]"


cases = [
    f'{{"name": "{name}", "decoupled": {json.dumps(decoupled)}, "points": {lines(points(make, options, decoupled))}}}'
    for name, make, options in CASES
    for decoupled in (False, True)
    if (name, decoupled) not in (("adam", True), ("adamw", False))
]
print(f'{{"torch": "{torch.__version__.split("+")[0]}",')
print(f'"start": {json.dumps(short(START))},')
print(f'"mask": {json.dumps([1.0] * DECAYING + [0.0] * (8 - DECAYING))},')
print(f'"decay": {DECAY},')
print(f'"rates": {json.dumps(RATES)},')
print(f'"gradients": {lines(map(short, GRADIENTS))},')
print(f'"most": {MOST},')
print(f'"clipped": {lines(map(clipped, GRADIENTS))},')
print(f'"cases": [{",".join(cases)}]}}')
