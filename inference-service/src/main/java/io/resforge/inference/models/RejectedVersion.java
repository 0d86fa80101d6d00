package io.resforge.inference.models;


/**
 * A version that failed a check on its way to being served.
 *
 * @param version within the model
 * @param promotion that named it, from 1
 * @param reason the kind of check that failed
 * @param message what was wrong with it
 */
public record RejectedVersion(String version, long promotion, RefusalReason reason, String message) {}
