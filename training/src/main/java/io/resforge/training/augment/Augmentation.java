package io.resforge.training.augment;

/**
 * A random change of what a network learns from. All of them act on normalised pixels, one after the other in the order of their
 * list; {@link Mixup} acts last, wherever it stands.
 */
public sealed interface Augmentation permits ImageAugmentation, Mixup {}
