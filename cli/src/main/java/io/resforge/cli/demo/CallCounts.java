package io.resforge.cli.demo;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What became of many calls. Safe for several threads. */
final class CallCounts {

    private final Map<String, LongAdder> answered = new ConcurrentHashMap<>();
    private final LongAdder failed = new LongAdder();
    private volatile String lastFailure = "";

    void answeredBy(String version) {
        answered.computeIfAbsent(version, v -> new LongAdder()).increment();
    }

    void failed(RuntimeException why) {
        failed.increment();
        lastFailure = String.valueOf(why.getMessage());
    }

    /** Calls in all. */
    long made() {
        return failures() + answered.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Calls that failed. */
    long failures() {
        return failed.sum();
    }

    /** How many calls each version answered, in the versions' order. */
    Map<String, Long> byVersion() {
        Map<String, Long> counts =
                new TreeMap<>(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
        answered.forEach((version, count) -> counts.put(version, count.sum()));
        return Collections.unmodifiableMap(counts);
    }

    /** Why the last failure failed; empty if none did. */
    String lastFailure() {
        return lastFailure;
    }
}
