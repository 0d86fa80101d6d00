package io.resforge.inference.batching;

/** One image to be decoded. Exactly one of its methods is called, once. */
public interface ImageTask {

    /** Decodes it; failures are its own to keep. */
    void decode();

    /** It will not be decoded. */
    void refuse(RuntimeException reason);
}
