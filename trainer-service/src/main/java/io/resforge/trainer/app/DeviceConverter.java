package io.resforge.trainer.app;

import io.resforge.neuralnet.torch.ComputeDevice;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads the name of a device. */
public final class DeviceConverter implements Converter<String> {

    @Override
    public String convert(String value) {
        return ComputeDevice.parse(value.strip()).label();
    }
}
