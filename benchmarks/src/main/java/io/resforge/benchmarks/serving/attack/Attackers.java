package io.resforge.benchmarks.serving.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Many who do the same at once. */
final class Attackers {

    private Attackers() {}

    /** Does the same many times at once, and counts what came of it. */
    static String together(int times, Callable<String> deed) throws Exception {
        try (ExecutorService attackers = Executors.newFixedThreadPool(times)) {
            List<Callable<String>> deeds =
                    IntStream.range(0, times).mapToObj(_ -> deed).toList();
            List<Object> results = new ArrayList<>();
            for (Future<String> result : attackers.invokeAll(deeds)) {
                results.add(result.get());
            }
            return counted(results.toArray());
        }
    }

    static String counted(Object... results) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Object result : results) {
            counts.merge(String.valueOf(result), 1, Integer::sum);
        }
        return counts.toString();
    }
}
