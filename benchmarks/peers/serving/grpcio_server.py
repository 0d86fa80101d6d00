"""A gRPC server as one writes it in Python: asyncio, ONNX Runtime, dynamic batches. Method /peer.Classifier/Classify; the request is the pixels of one image,
the answer its logits as little-endian floats, so that it spends nothing on messages.

    python grpcio_server.py MODEL.onnx [WORKERS [MAX_BATCH]]

Says `ready PORT` once it answers. A worker that is idle takes what waits at once, as ours does; while all are busy, a batch gathers.
"""

import asyncio
import os
import sys
from concurrent.futures import ThreadPoolExecutor


class Batcher:
    """Gives images that wait to idle workers; runs on the event loop, only the model runs elsewhere."""

    def __init__(self, session, workers, max_batch):
        self.session = session
        self.input = session.get_inputs()[0].name
        self.shape = session.get_inputs()[0].shape[1:]
        self.pool = ThreadPoolExecutor(workers)
        self.idle = workers
        self.max_batch = max_batch
        self.waiting = []
        self.loop = asyncio.get_running_loop()

    def classify(self, pixels):
        answer = self.loop.create_future()
        self.waiting.append((pixels, answer))
        if self.idle:
            # Not at once: other calls that came with the same packet join this batch.
            self.loop.call_soon(self.dispatch)
        return answer

    def dispatch(self):
        while self.idle and self.waiting:
            batch, self.waiting = self.waiting[: self.max_batch], self.waiting[self.max_batch :]
            self.idle -= 1
            computed = self.loop.run_in_executor(self.pool, self.compute, [pixels for pixels, _ in batch])
            computed.add_done_callback(lambda future, batch=batch: self.settle(future, batch))

    def compute(self, images):
        import numpy as np

        pixels = np.frombuffer(b"".join(images), dtype=np.uint8).reshape(-1, *self.shape)
        return self.session.run(None, {self.input: pixels})[0]

    def settle(self, future, batch):
        self.idle += 1
        for i, (_, answer) in enumerate(batch):
            if answer.done():  # the client went away
                continue
            if future.exception():
                answer.set_exception(future.exception())
            else:
                answer.set_result(future.result()[i].tobytes())
        self.dispatch()


async def main(model, workers=None, max_batch="32"):
    import grpc
    import numpy as np
    import onnxruntime as ort

    workers = int(workers or os.cpu_count())
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    batcher = Batcher(ort.InferenceSession(model, options, providers=["CPUExecutionProvider"]), workers, int(max_batch))
    size = int(np.prod(batcher.shape))
    for count in (1, 8, int(max_batch)):
        batcher.compute([bytes(size)] * count)

    async def classify(pixels, context):
        if len(pixels) != size:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"an image has {size} bytes, was {len(pixels)}")
        return await batcher.classify(pixels)

    server = grpc.aio.server()
    methods = {"Classify": grpc.unary_unary_rpc_method_handler(classify)}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("peer.Classifier", methods),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print("ready", port, flush=True)
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
