package io.resforge.inference.classify;

import io.resforge.inference.models.VersionChoice;
import java.util.List;

/**
 * What a caller asks for, before anything of it is checked.
 *
 * @param images to be classified
 * @param topK how many of the likeliest classes to answer; 0 stands for 5
 * @param model that must answer; empty stands for the server's own
 * @param choice which version must answer
 */
public record ClassifyQuery(List<ImageInput> images, int topK, String model, VersionChoice choice) {

    public ClassifyQuery {
        images = List.copyOf(images);
    }
}
