package io.resforge.inference.oip;

import io.resforge.inference.model.LiveModel;
import java.util.List;

/** The tensors that a version of a model answers with. */
public record InferAnswer(LiveModel model, List<OutputTensor> outputs) {}
