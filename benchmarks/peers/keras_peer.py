"""Keras' side of the training benchmark: arguments NET BACKEND THREADS BATCH, BACKEND being tensorflow or jax; see protocol.py.

Only ResNet-20 v1, as in Keras' own example; train_on_batch is compiled by the backend.
"""

import os
import sys

from protocol import absent, serve

net, backend, threads, batch = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
if net != "resnet20-v1":
    absent("only resnet20-v1 is written for Keras")
os.environ["KERAS_BACKEND"] = backend
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["OMP_NUM_THREADS"] = str(threads)
try:
    import numpy
    import keras
    if backend == "tensorflow":
        import tensorflow
        tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
        version = tensorflow.__version__
    else:
        import jax
        version = jax.__version__
except ImportError as e:
    absent(e)
from keras import layers


def conv(x, channels, kernel=3, stride=1):
    return layers.Conv2D(channels, kernel, stride, "same", use_bias=False)(x)


def norm(x):
    return layers.BatchNormalization(momentum=0.9, epsilon=1e-5)(x)


inputs = layers.Input((32, 32, 3))
x = layers.ReLU()(norm(conv(inputs, 16)))
for stage, channels in enumerate((16, 32, 64)):
    for block in range(3):
        stride = 2 if stage > 0 and block == 0 else 1
        branch = layers.ReLU()(norm(conv(x, channels, stride=stride)))
        branch = norm(conv(branch, channels))
        shortcut = conv(x, channels, 1, stride) if stride > 1 else x
        x = layers.ReLU()(layers.add([branch, shortcut]))
outputs = layers.Dense(10)(layers.GlobalAveragePooling2D()(x))
model = keras.Model(inputs, outputs)
model.compile(keras.optimizers.SGD(1e-3, momentum=0.9), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
random = numpy.random.default_rng(1)
images = random.standard_normal((batch, 32, 32, 3)).astype("float32")
labels = random.integers(0, 10, batch)
trained = sum(int(numpy.prod(w.shape)) for w in model.trainable_weights)
serve(lambda: model.train_on_batch(images, labels), f"Keras {keras.__version__} on {backend} {version}", trained)
