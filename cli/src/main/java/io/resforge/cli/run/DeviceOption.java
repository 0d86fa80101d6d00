package io.resforge.cli.run;

import io.resforge.cli.common.CommandFailed;
import io.resforge.neuralnet.torch.ComputeDevice;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What the workers of a trainer service compute on, where the service is started for the command. */
public final class DeviceOption {

    @Option(
            names = "--device",
            paramLabel = "NAME",
            converter = Word.class,
            description =
                    "auto, cpu or cuda:N; auto: the GPU if there is one. A service that runs already has its own.")
    private ComputeDevice device;

    /** Refuses the option for a service that was there before. */
    void requireUnused() {
        if (device != null) {
            throw CommandFailed.badUsage("--device is for a trainer service that this command starts, but one is there"
                    + " already; start that one with RESFORGE_WORKER_DEVICE=" + device.label());
        }
    }

    /** The variables that tell a service. */
    Map<String, String> environment() {
        return Optional.ofNullable(device)
                .map(it -> Map.of("RESFORGE_WORKER_DEVICE", it.label()))
                .orElse(Map.of());
    }

    static final class Word implements ITypeConverter<ComputeDevice> {
        @Override
        public ComputeDevice convert(String word) {
            try {
                return ComputeDevice.parse(word);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("must be auto, cpu or cuda:N, was '" + word + "'");
            }
        }
    }
}
