package io.resforge.trainer.app;

import io.resforge.registry.store.ObjectStore;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads where the store is; there need be none yet, but it must be a place where one can be. */
public final class StoreLocation implements Converter<String> {

    @Override
    public String convert(String value) {
        ObjectStore.open(value);
        return value;
    }
}
