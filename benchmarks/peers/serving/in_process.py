"""ONNX Runtime in this process, without any server: what the hardware can do. Speaks ../protocol.py; a step is one batch.

    python in_process.py MODEL.onnx BATCH [THREADS [SPIN]]

SPIN is 1 if threads without work are to wait for it busily, as they do by default, else 0.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from protocol import serve


def main(model, batch, threads="2", spin="1"):
    import numpy as np
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = int(threads)
    options.add_session_config_entry("session.intra_op.allow_spinning", spin)
    session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    shape = [int(batch), *session.get_inputs()[0].shape[1:]]
    images = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
    inputs = {session.get_inputs()[0].name: images}
    parameters = 0  # an ONNX file does not tell
    serve(lambda: session.run(None, inputs), f"ONNX Runtime {ort.__version__}", parameters)


if __name__ == "__main__":
    main(*sys.argv[1:])
