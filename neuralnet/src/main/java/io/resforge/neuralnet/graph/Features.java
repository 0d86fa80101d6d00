package io.resforge.neuralnet.graph;

/** What one image is at some point of a network; a vector has height and width 1. */
public record Features(int channels, int height, int width) {

    public Features {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException("features need channels, height and width of at least 1, was " + channels
                    + "×" + height + "×" + width);
        }
    }

    /** A vector of this many channels. */
    public static Features vector(int channels) {
        return new Features(channels, 1, 1);
    }

    public boolean isVector() {
        return height == 1 && width == 1;
    }

    /** Numbers of one image. */
    public long size() {
        return (long) channels * height * width;
    }

    /** Such as {@code 16×32×32}, or {@code 64} for a vector. */
    @Override
    public String toString() {
        return isVector() ? Integer.toString(channels) : channels + "×" + height + "×" + width;
    }
}
