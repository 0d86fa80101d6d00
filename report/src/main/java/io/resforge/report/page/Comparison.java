package io.resforge.report.page;

import io.resforge.report.page.Reports.ReportFile;
import io.resforge.report.run.RunReport;
import io.resforge.report.run.RunReport.RunIdentity.VersionParent;
import io.resforge.report.run.RunReport.RunScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Several runs side by side, the one with the highest held-out accuracy first; those without one come last. */
public final class Comparison {

    /** From this ratio of the highest value to the lowest on, an axis shows powers. */
    private static final double LOGARITHMIC = 10;

    private final List<RunReport> runs;
    private final SequencedMap<String, List<String>> differing;

    /** Compares runs, at least one; runs of equal accuracy stay in the order given. */
    public Comparison(List<RunReport> runs) {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("a comparison needs at least one run, was given none");
        }
        this.runs = runs.stream()
                .sorted(Comparator.comparingDouble(Comparison::accuracy).reversed())
                .toList();
        this.differing = differing();
    }

    /** What differs between the runs: keys of their recipes, data, model, and what they began with. */
    public List<String> differingKeys() {
        return List.copyOf(differing.sequencedKeySet());
    }

    /** One row a run: what differs, and what it came to. */
    public ReportTable table() {
        List<String> header = new ArrayList<>(List.of("run"));
        List<List<String>> columns = new ArrayList<>();
        columns.add(column(run -> run.identity().run()));
        differing.forEach((key, values) -> add(header, columns, key, values));
        addIfDiffers(
                header, columns, "state", column(run -> run.course().state().replace('_', ' ')));
        addIfDiffers(
                header,
                columns,
                "parameters",
                column(run -> orNone(run.identity().parameters(), NumberFormat::count)));
        add(header, columns, "best epoch", column(run -> score(run, scores -> Integer.toString(scores.bestEpoch()))));
        add(
                header,
                columns,
                "held-out",
                column(run -> score(run, it -> NumberFormat.percent(it.heldOut().accuracy()))));
        if (runs.stream().anyMatch(run -> run.scores() != null && run.scores().test() != null)) {
            add(
                    header,
                    columns,
                    "test",
                    column(run -> score(run, it -> orNone(it.test(), test -> NumberFormat.percent(test.accuracy())))));
            add(
                    header,
                    columns,
                    "test loss",
                    column(run -> score(run, it -> orNone(it.test(), test -> NumberFormat.decimal(test.loss())))));
        }
        add(
                header,
                columns,
                "duration",
                column(run -> orNone(RunSummary.duration(run.course()), NumberFormat::duration)));
        return new ReportTable(
                header,
                IntStream.range(0, runs.size())
                        .mapToObj(row ->
                                columns.stream().map(cells -> cells.get(row)).toList())
                        .toList());
    }

    /** What the page of a comparison draws, live or saved. */
    public byte[] json() {
        ReportTable table = table();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("header", table.header());
        shown.put(
                "numeric",
                IntStream.range(0, table.header().size())
                        .mapToObj(table::numeric)
                        .toList());
        shown.put("rows", table.rows());
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("format", RunReport.FORMAT);
        all.put("runs", runs.stream().map(run -> run.with(null)).toList());
        all.put("table", shown);
        all.put(
                "axes",
                differing.entrySet().stream()
                        .map(it -> axis(it.getKey(), it.getValue()))
                        .toList());
        return RunReport.json(all);
    }

    /** The comparison as files: {@code index.html}, which needs no other; {@code comparison.json}; {@code comparison.md}. */
    public List<ReportFile> files() {
        byte[] json = json();
        String title = "Comparison of " + NumberFormat.count(runs.size(), "run");
        String best = runs.getFirst().scores() == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        "Best: %s, %s of the held-out images. ",
                        runs.getFirst().identity().run(),
                        NumberFormat.percent(accuracy(runs.getFirst())));
        String what =
                "What differs: " + (differing.isEmpty() ? "nothing" : String.join(", ", differing.keySet())) + ".";
        String head =
                "<h1>" + Reports.html(title) + "</h1>\n<p class=\"sub\">" + Reports.html(best + what) + "</p></div>";
        return List.of(
                new ReportFile(
                        "index.html",
                        "text/html; charset=utf-8",
                        Reports.page(title, head, "data-compare", json, "comparison.md")),
                new ReportFile("comparison.json", "application/json", json),
                ReportFile.markdown("comparison.md", "# " + title + "\n\n" + table().markdown()));
    }

    private SequencedMap<String, List<String>> differing() {
        SequencedMap<String, Function<RunReport, String>> all = new LinkedHashMap<>();
        runs.forEach(run -> run.recipe()
                .keySet()
                .forEach(key -> all.putIfAbsent(key, it -> it.recipe().getOrDefault(key, NumberFormat.NONE))));
        all.put("model", run -> run.identity().model());
        all.put("data", run -> run.data().name());
        all.put("began with", run -> orNone(run.identity().parent(), VersionParent::toString));
        SequencedMap<String, List<String>> found = new LinkedHashMap<>();
        all.forEach((key, value) -> {
            List<String> values = column(value);
            if (values.stream().distinct().count() > 1) {
                found.put(key, values);
            }
        });
        return found;
    }

    private static Map<String, Object> axis(String name, List<String> texts) {
        Double[] numbers = texts.stream().map(Comparison::number).toArray(Double[]::new);
        boolean numeric = Arrays.stream(numbers).noneMatch(Objects::isNull);
        Map<String, Object> axis = new LinkedHashMap<>();
        axis.put("name", name);
        axis.put("values", numeric ? numbers : texts);
        if (numeric) {
            double low = Arrays.stream(numbers).mapToDouble(it -> it).min().orElse(0);
            double high = Arrays.stream(numbers).mapToDouble(it -> it).max().orElse(0);
            axis.put("log", low > 0 && high / low >= LOGARITHMIC);
        }
        return axis;
    }

    private static Double number(String text) {
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? value : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private List<String> column(Function<RunReport, String> value) {
        return runs.stream().map(value).toList();
    }

    private static void add(List<String> header, List<List<String>> columns, String name, List<String> values) {
        header.add(name);
        columns.add(values);
    }

    private static void addIfDiffers(
            List<String> header, List<List<String>> columns, String name, List<String> values) {
        if (values.stream().distinct().count() > 1) {
            add(header, columns, name, values);
        }
    }

    private static String score(RunReport run, Function<RunScores, String> value) {
        return orNone(run.scores(), value);
    }

    private static <T> String orNone(T value, Function<T, String> words) {
        return value == null ? NumberFormat.NONE : words.apply(value);
    }

    private static double accuracy(RunReport run) {
        return run.scores() == null ? -1 : run.scores().heldOut().accuracy();
    }
}
