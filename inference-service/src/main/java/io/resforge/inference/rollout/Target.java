package io.resforge.inference.rollout;

import io.resforge.registry.value.ObjectNames;
import java.util.Locale;

/** What names a version: one that stays the same, or one that follows the store. */
public sealed interface Target {

    /** The version that was promoted last. */
    record Champion() implements Target {}

    /** The version that was published last. */
    record Newest() implements Target {}

    /** One version, such as {@code 17}. */
    record Pinned(String version) implements Target {

        public Pinned {
            ObjectNames.version(version);
        }
    }

    /**
     * Reads a target: {@code champion}, {@code newest}, or a version's number.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    static Target parse(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        return switch (word) {
            case "champion" -> new Champion();
            case "newest" -> new Newest();
            default -> {
                if (!ObjectNames.isVersion(word)) {
                    throw new IllegalArgumentException(
                            "a version is named by champion, newest or its number, such as 17, was \"" + text + "\"");
                }
                yield new Pinned(word);
            }
        };
    }
}
