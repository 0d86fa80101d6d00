package io.resforge.inference.models;

/**
 * A version and its share of the calls that ask for no version in particular.
 *
 * @param version such as {@code 17}
 * @param share from 0 to 1
 */
public record TrafficShare(String version, double share) {}
