package io.resforge.benchmarks.measure;

/**
 * One of the things that are compared.
 *
 * @param name as the table prints it
 * @param once does the work once
 */
public record Contender(String name, Runnable once) {}
