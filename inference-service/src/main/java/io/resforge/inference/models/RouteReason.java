package io.resforge.inference.models;

/** How a call came to its version. */
public enum RouteReason {
    /** The live version answers, since the caller left the choice to the server. */
    LIVE,
    /** The canary answers, since the caller left the choice to the server. */
    CANARY,
    /** The caller asked for the version, or for a label of it. */
    ASKED,
    /** The version computes a copy, and nobody gets its answer. */
    SHADOW
}
