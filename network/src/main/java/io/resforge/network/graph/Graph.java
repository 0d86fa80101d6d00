package io.resforge.network.graph;

/** A network as data: immutable nodes in the order in which they are computed. */
public final class Graph {}
