package io.resforge.support.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a principal may do; {@link AccessTable} says which calls that is. */
public enum Role {
    /** Ask for answers. */
    CLASSIFY,
    /** Look at models, versions, runs and metrics. */
    OBSERVE,
    /** Tell what images really show. */
    FEEDBACK,
    /** Submit runs, suspend, resume and cancel them. */
    TRAIN,
    /** Decide which version is the champion. */
    PROMOTE,
    /** Everything, also what deletes records or loads models. */
    ADMIN;

    /** As files and documents write it, such as {@code classify}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role that a word stands for; empty if none does. */
    static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    /** All words, for messages. */
    static String words() {
        return Arrays.stream(values()).map(Role::word).collect(Collectors.joining(", "));
    }
}
