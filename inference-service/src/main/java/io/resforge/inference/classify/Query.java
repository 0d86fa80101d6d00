package io.resforge.inference.classify;

import java.util.List;

/**
 * What a caller asks for, before anything of it is checked.
 *
 * @param images to be classified
 * @param topK how many of the likeliest classes to answer; 0 stands for 5
 * @param model that must answer; empty stands for the server's own
 * @param version that must answer; empty stands for the live one
 */
public record Query(List<ImageInput> images, int topK, String model, String version) {

    public Query {
        images = List.copyOf(images);
    }
}
