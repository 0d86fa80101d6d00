package io.resforge.testing;

import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What docs/settings.md says of a service's settings, and what the interfaces say that they are read by. */
public final class SettingsDocument {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(resforge\\.[^`]+)` \\| ([^|]+) \\| ([^|]+) \\|");

    /** A key, the word for its type, and its default as the document writes it. */
    public record Row(String key, String type, String standard) {}

    private final Map<Class<?>, String> words;

    private SettingsDocument(Map<Class<?>, String> words) {
        this.words = Map.copyOf(words);
    }

    /**
     * The rows that an interface asks for.
     *
     * @param prefix of its keys
     * @param words for types, by the class of the converter that reads them or else by their own
     */
    public static List<Row> of(Class<?> mapping, String prefix, Map<Class<?>, String> words) {
        return new SettingsDocument(words).rows(mapping, prefix).toList();
    }

    /** The rows of the section with this heading. */
    public static List<Row> written(String heading) {
        String section = ("\n" + text())
                .split("\n## " + Pattern.quote(heading) + "\n", 2)[1]
                .split("\n## ", 2)[0];
        return ROW.matcher(section)
                .results()
                .map(row -> new Row(row.group(1), row.group(2), row.group(3)))
                .toList();
    }

    /** The whole document. */
    public static String text() {
        try {
            return Files.readString(Path.of("..", "docs", "settings.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<Row> rows(Class<?> mapping, String prefix) {
        return Stream.of(mapping.getDeclaredMethods()).flatMap(method -> rows(method, prefix));
    }

    private Stream<Row> rows(Method method, String prefix) {
        String key =
                method.isAnnotationPresent(WithParentName.class) ? prefix : prefix + "." + dashed(method.getName());
        AnnotatedType type = method.getAnnotatedReturnType();
        if (raw(type.getType()) == Map.class) {
            type = argument(type, 1);
            key += method.isAnnotationPresent(WithParentName.class) ? ".<model>" : ".<label>";
        }
        Class<?> raw = raw(type.getType());
        boolean converted =
                type.isAnnotationPresent(WithConverter.class) || method.isAnnotationPresent(WithConverter.class);
        if (raw.isInterface() && raw.isMemberClass() && !converted) {
            return rows(raw, key);
        }
        return Stream.of(new Row(
                key, word(type, Optional.ofNullable(method.getAnnotation(WithConverter.class))), standard(method)));
    }

    private String word(AnnotatedType type, Optional<WithConverter> ofMethod) {
        Class<?> raw = raw(type.getType());
        if (raw == Optional.class) {
            return word(argument(type, 0), ofMethod);
        }
        if (raw == List.class) {
            return "list: " + word(argument(type, 0), ofMethod);
        }
        Class<?> reader = Optional.ofNullable(type.getAnnotation(WithConverter.class))
                .or(() -> ofMethod)
                .<Class<?>>map(WithConverter::value)
                .orElse(raw);
        if (!words.containsKey(reader)) {
            throw new IllegalStateException("there is no word yet for " + reader);
        }
        return words.get(reader);
    }

    private static String standard(Method method) {
        WithDefault value = method.getAnnotation(WithDefault.class);
        if (value == null) {
            return "none";
        }
        return "`"
                + value.value()
                        .replace("${resforge.home:${user.home}/.resforge}", "HOME")
                        .replace("${resforge.home}", "HOME")
                        .replace("${user.home}", "~")
                + "`";
    }

    private static AnnotatedType argument(AnnotatedType type, int index) {
        return ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[index];
    }

    private static Class<?> raw(Type type) {
        return (Class<?>) (type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type);
    }

    private static String dashed(String name) {
        return Pattern.compile("[A-Z]")
                .matcher(name)
                .replaceAll(
                        letter -> "-" + Matcher.quoteReplacement(letter.group().toLowerCase(Locale.ROOT)));
    }
}
