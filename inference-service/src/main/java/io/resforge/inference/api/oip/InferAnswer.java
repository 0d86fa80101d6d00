package io.resforge.inference.api.oip;


import io.resforge.inference.models.LiveModel;
import java.util.List;

/** The tensors that a version of a model answers with. */
public record InferAnswer(LiveModel model, List<OutputTensor> outputs) {}
