package io.resforge.trainer.api;

import java.time.Duration;

/**
 * How streams are served.
 *
 * @param interval between two looks at the store for one watching client
 */
public record StreamConfig(Duration interval) {}
