package io.resforge.neuralnet.layout;

/**
 * All numbers of a trained network, in the order of its {@link ParameterLayout}.
 *
 * @param parameters what the optimizer moves, one flat vector
 * @param statistics running mean and variance of each batch norm, one flat vector
 */
public record Weights(float[] parameters, float[] statistics) {}
