package io.resforge.trainer.api.page;

import io.resforge.trainer.api.page.ComparePage.Compared;
import io.resforge.trainer.api.page.ComparePage.Difference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the members of a sweep have in common with their accuracy, as the pages' script draws it. */
final class SweepCharts {

    private static final int MOST_AXES = 8;

    private SweepCharts() {}

    /** One line for each run, over an axis for each of the first differences and one for accuracy; empty where there is nothing to compare. */
    static Optional<Map<String, Object>> parallel(List<Compared> compared, List<Difference> differences) {
        List<Difference> shown = differences.stream().limit(MOST_AXES).toList();
        if (shown.isEmpty() || compared.size() < 2) {
            return Optional.empty();
        }
        List<Object> axes = new ArrayList<>();
        for (Difference difference : shown) {
            axes.add(
                    numbers(difference).isPresent()
                            ? Map.of("name", difference.name(), "format", "rate", "log", isWide(difference))
                            : Map.of(
                                    "name",
                                    difference.name(),
                                    "categories",
                                    difference.values().stream()
                                            .distinct()
                                            .sorted()
                                            .toList()));
        }
        axes.add(Map.of("name", "held-out accuracy", "format", "percent"));
        List<Object> lines = new ArrayList<>();
        for (int i = 0; i < compared.size(); i++) {
            List<Object> values = new ArrayList<>();
            for (Difference difference : shown) {
                int place = i;
                values.add(numbers(difference)
                        .<Object>map(all -> all.get(place))
                        .orElse(difference.values().get(i)));
            }
            values.add(compared.get(i).run().accuracy().orElse(null));
            lines.add(Map.of("name", compared.get(i).run().id(), "values", values));
        }
        return Optional.of(Map.of("title", "What led where", "axes", axes, "runs", lines, "by", shown.size()));
    }

    /** Accuracy over each of the first two differences that are numbers. */
    static List<Map<String, Object>> scatter(List<Compared> compared, List<Difference> differences) {
        return differences.stream()
                .filter(it -> numbers(it).isPresent())
                .limit(2)
                .map(difference -> scatter(compared, difference))
                .toList();
    }

    private static Map<String, Object> scatter(List<Compared> compared, Difference difference) {
        List<Double> numbers = numbers(difference).orElseThrow();
        List<Object> points = new ArrayList<>();
        for (int i = 0; i < compared.size(); i++) {
            Map<String, Object> point = new HashMap<>();
            point.put("x", numbers.get(i));
            point.put("y", compared.get(i).run().accuracy().orElse(null));
            point.put("name", compared.get(i).run().id());
            point.put("href", compared.get(i).run().path());
            points.add(point);
        }
        return Map.of(
                "title",
                "Accuracy by " + difference.name(),
                "x",
                Map.of("name", difference.name(), "format", "rate", "log", isWide(difference)),
                "y",
                Map.of("name", "held-out accuracy", "format", "percent"),
                "points",
                points);
    }

    private static Optional<List<Double>> numbers(Difference difference) {
        try {
            return Optional.of(difference.values().stream().map(Double::valueOf).collect(Collectors.toList()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether a scale of powers tells more. */
    private static boolean isWide(Difference difference) {
        List<Double> numbers = numbers(difference).orElse(List.of());
        double least = numbers.stream().mapToDouble(it -> it).min().orElse(0);
        double most = numbers.stream().mapToDouble(it -> it).max().orElse(0);
        return least > 0 && most / least >= 20;
    }
}
