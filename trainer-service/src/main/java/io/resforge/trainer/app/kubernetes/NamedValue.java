package io.resforge.trainer.app.kubernetes;

/** A value and what it is given to. */
public record NamedValue(String name, String value) {}
