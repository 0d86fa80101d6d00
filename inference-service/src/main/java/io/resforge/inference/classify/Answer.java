package io.resforge.inference.classify;

import io.resforge.inference.model.LiveModel;
import java.util.List;

/**
 * What one model sees in the images of a call.
 *
 * @param model that answered for all images
 * @param predictions the likeliest classes of each image, best first, in the order of the images
 */
public record Answer(LiveModel model, List<List<ClassScore>> predictions) {}
