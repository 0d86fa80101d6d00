"""PyTorch's side of the training benchmark: arguments NET VARIANT THREADS BATCH; see protocol.py.

Variants: eager, channels-last, bf16 (autocast, channels-last), compile (torch.compile, channels-last), compile-bf16.
"""

import sys

from protocol import absent, serve

net, variant, threads, batch = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
try:
    import torch
except ImportError as e:
    absent(e)
from networks import network

torch.set_num_threads(threads)
torch.manual_seed(1)
model = network(net)
images = torch.randn(batch, 3, 32, 32)
labels = torch.randint(0, 10, (batch,))
if variant != "eager":
    model = model.to(memory_format=torch.channels_last)
    images = images.contiguous(memory_format=torch.channels_last)
parameters = [p for p in model.parameters() if p.requires_grad]
optimizer = torch.optim.SGD(parameters, lr=1e-3, momentum=0.9, fused=True)
loss_of = torch.nn.CrossEntropyLoss()
if variant.startswith("compile"):
    model = torch.compile(model)


def step():
    optimizer.zero_grad(set_to_none=True)
    with torch.autocast("cpu", torch.bfloat16, enabled="bf16" in variant):
        loss = loss_of(model(images), labels)
    loss.backward()
    optimizer.step()


serve(step, f"PyTorch {torch.__version__}", sum(p.numel() for p in parameters))
