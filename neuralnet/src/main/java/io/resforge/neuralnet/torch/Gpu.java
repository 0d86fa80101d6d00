package io.resforge.neuralnet.torch;

/**
 * What NVIDIA's driver says about a GPU.
 *
 * @param name such as the vendor gives it
 * @param major of its compute capability
 * @param minor of its compute capability
 */
record Gpu(String name, int major, int minor) {

    /** Whether it computes in bf16 at full speed: from compute capability 8.0 on. */
    boolean hasBf16() {
        return major >= 8;
    }

    String capability() {
        return major + "." + minor;
    }
}
