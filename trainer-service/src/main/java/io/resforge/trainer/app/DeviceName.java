package io.resforge.trainer.app;

import io.resforge.network.torch.ComputeDevice;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads the name of a device. */
public final class DeviceName implements Converter<String> {

    @Override
    public String convert(String value) {
        return ComputeDevice.parse(value.strip()).label();
    }
}
