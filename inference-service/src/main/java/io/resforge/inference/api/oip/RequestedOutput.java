package io.resforge.inference.api.oip;

/**
 * An output that a client asks for.
 *
 * @param name of the output
 * @param classes how many of the likeliest classes to answer as texts; 0 for the numbers themselves
 */
public record RequestedOutput(String name, long classes) {}
