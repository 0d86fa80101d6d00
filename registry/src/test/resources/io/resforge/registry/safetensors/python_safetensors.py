"""Writes python.safetensors beside this script with the format's own library: pip install safetensors==0.8.0 numpy."""

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

tensors = {
    "scalar": np.array(7.0, dtype=np.float32),
    "kernel": (np.arange(8, dtype=np.float32) / 2).reshape(2, 1, 2, 2),
    "bias": np.array([-1, 1e-8, 3e8], dtype=np.float32),
}
save_file(tensors, Path(__file__).with_name("python.safetensors"), metadata={"format": "pt", "source": "python"})
