package io.resforge.cli.common;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of a few words. */
public abstract class WordOption<E extends Enum<E>> implements ITypeConverter<E> {

    private final E[] values;

    /**
     * @param values what may be chosen; a word is the value's text
     */
    protected WordOption(E[] values) {
        this.values = values.clone();
    }

    @Override
    public final E convert(String word) {
        return Arrays.stream(values)
                .filter(value -> value.toString().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("must be " + all() + ", was '" + word + "'"));
    }

    private String all() {
        return Arrays.stream(values).map(Object::toString).collect(Collectors.joining(" or "));
    }
}
