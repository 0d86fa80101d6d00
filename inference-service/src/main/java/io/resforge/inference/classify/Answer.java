package io.resforge.inference.classify;

import io.resforge.inference.models.LiveModel;
import java.util.List;

/**
 * What one version of a model sees in the images of a call.
 *
 * @param model that answered for all images
 * @param logits {@code [images * classes]}; not to be changed
 * @param predictions one an image, in their order
 */
public record Answer(LiveModel model, float[] logits, List<Prediction> predictions) {}
