package io.resforge.registry.checkpoint;

import io.resforge.neuralnet.layout.Weights;
import java.util.Optional;

/**
 * A checkpoint whose files were found as its manifest says.
 *
 * @param onnx the network as an ONNX file, not to be changed; empty in versions that were published without
 */
public record Checkpoint(Manifest manifest, Weights weights, Optional<byte[]> onnx) {}
