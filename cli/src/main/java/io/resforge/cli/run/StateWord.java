package io.resforge.cli.run;

import io.resforge.v1.RunState;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a state as a person writes it. */
final class StateWord implements ITypeConverter<RunState> {

    private static final String PREFIX = "RUN_STATE_";

    @Override
    public RunState convert(String word) {
        String name =
                PREFIX + word.strip().toUpperCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
        return states().filter(state -> state.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("must be one of "
                        + states().map(StateWord::word).collect(Collectors.joining(", ")) + ", was '" + word + "'"));
    }

    private static Stream<RunState> states() {
        return Arrays.stream(RunState.values())
                .filter(state -> state != RunState.RUN_STATE_UNSPECIFIED && state != RunState.UNRECOGNIZED);
    }

    private static String word(RunState state) {
        return state.name().substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
