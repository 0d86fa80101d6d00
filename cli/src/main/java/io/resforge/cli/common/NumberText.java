package io.resforge.cli.common;

import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads numbers, and says in plain words what is none. */
public final class NumberText {

    private NumberText() {}

    /** Makes this command and those it holds read their numbers so. */
    public static void register(CommandLine line) {
        line.registerConverter(int.class, converter(Integer::valueOf, "a whole number"));
        line.registerConverter(Integer.class, converter(Integer::valueOf, "a whole number"));
        line.registerConverter(Long.class, converter(Long::valueOf, "a whole number"));
        line.registerConverter(Double.class, converter(Double::valueOf, "a number"));
    }

    private static <N extends Number> ITypeConverter<N> converter(Function<String, N> parse, String kind) {
        return word -> {
            try {
                return parse.apply(word.strip());
            } catch (NumberFormatException malformed) {
                throw new TypeConversionException("must be " + kind + ", was '" + word + "'");
            }
        };
    }
}
