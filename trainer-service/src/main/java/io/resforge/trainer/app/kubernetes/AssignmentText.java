package io.resforge.trainer.app.kubernetes;

import org.eclipse.microprofile.config.spi.Converter;

/** Reads {@code name=value}. */
public final class AssignmentText implements Converter<Assignment> {

    @Override
    public Assignment convert(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("must be name=value, was '" + text + "'");
        }
        return new Assignment(
                text.substring(0, equals).strip(), text.substring(equals + 1).strip());
    }
}
