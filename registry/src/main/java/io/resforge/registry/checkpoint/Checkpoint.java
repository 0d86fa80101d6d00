package io.resforge.registry.checkpoint;

import io.resforge.network.layout.Weights;

/** A checkpoint whose files were found as its manifest says. */
public record Checkpoint(Manifest manifest, Weights weights) {}
