package io.resforge.trainer.app.kubernetes;

import org.eclipse.microprofile.config.spi.Converter;

/** Reads {@code name=value}. */
public final class NamedValueConverter implements Converter<NamedValue> {

    @Override
    public NamedValue convert(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("must be name=value, was '" + text + "'");
        }
        return new NamedValue(
                text.substring(0, equals).strip(), text.substring(equals + 1).strip());
    }
}
