package io.resforge.registry.checkpoint;

import io.resforge.neuralnet.layout.Weights;
import java.util.Optional;

/** A checkpoint that is as its manifest says; its ONNX file is not to be changed, and missing in early versions. */
public record Checkpoint(Manifest manifest, Weights weights, Optional<byte[]> onnx) {}
