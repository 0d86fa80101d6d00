package io.resforge.trainer.worker;

import io.resforge.neuralnet.torch.ComputeDevice;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads devices of the command line. */
final class Devices implements ITypeConverter<ComputeDevice> {

    @Override
    public ComputeDevice convert(String text) {
        try {
            return ComputeDevice.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
