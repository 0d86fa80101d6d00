package io.resforge.trainer.worker.metrics;

/**
 * What a worker's metrics are about.
 *
 * @param run the run's id
 * @param model that gets the checkpoint
 * @param recipe the name of a recipe that comes with the program, or {@code inline}
 * @param architecture of the network
 * @param attempt which one at the run this is, from 1
 */
public record MetricsSubject(String run, String model, String recipe, String architecture, int attempt) {}
