package io.resforge.inference.classify;

/**
 * A class and how likely it is.
 *
 * @param label such as {@code frog}
 * @param index from 0, in the model's order of classes
 * @param probability from 0 to 1
 */
public record ClassScore(String label, int index, float probability) {}
