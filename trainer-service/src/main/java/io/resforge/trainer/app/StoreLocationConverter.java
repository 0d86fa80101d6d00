package io.resforge.trainer.app;

import io.resforge.registry.store.StoreLocation;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads where the store is; there need be none yet, but it must be a place where one can be. */
public final class StoreLocationConverter implements Converter<String> {

    @Override
    public String convert(String value) {
        // Only looked at: opening it may load a client that this process does not need yet.
        StoreLocation.parse(value);
        return value;
    }
}
