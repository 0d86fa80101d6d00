package io.resforge.training.loop;

/**
 * How well images were classified.
 *
 * @param loss mean cross-entropy of an image, with the label smoothing and the mixing that it was trained with if it was
 * @param accuracy share classified correctly, from 0 to 1
 * @param top5 share whose class was among the five with the highest logits, from 0 to 1
 */
public record TrainingScore(double loss, double accuracy, double top5) {}
