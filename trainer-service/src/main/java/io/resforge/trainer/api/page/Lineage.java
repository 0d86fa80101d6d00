package io.resforge.trainer.api.page;

import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.promotion.Promotion;
import io.resforge.support.html.PageText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Where versions come from, as a picture: data, run, version, promotions; and of each version the one that it began with.
 *
 * @param boxes with their places
 * @param lines between them
 */
public record Lineage(List<Box> boxes, List<Arrow> lines, int width, int height) {

    private static final int COLUMN = 300;
    private static final int BOX_WIDTH = 230;
    private static final int BOX_HEIGHT = 46;
    private static final int ROW = 66;
    private static final int TOP = 34;
    private static final int LONGEST = 26;
    private static final int WIDE = 0x1100;

    /**
     * A box.
     *
     * @param name what it is
     * @param about what is told about it, in small letters
     * @param path of its page, or empty
     * @param strong whether it is in force
     */
    public record Box(int x, int y, String name, String about, String path, boolean strong) {

        /** The name, as much as fits. */
        public String title() {
            return cut(name);
        }

        /** What is told about it, as much as fits. */
        public String note() {
            return cut(about);
        }

        public int width() {
            return BOX_WIDTH;
        }

        public int height() {
            return BOX_HEIGHT;
        }

        public int textX() {
            return x + 12;
        }

        public int titleY() {
            return y + 19;
        }

        public int noteY() {
            return y + 36;
        }
    }

    /** What a column holds, above it. */
    public List<ColumnHead> heads() {
        List<String> names = List.of("data", "run", "version", "promotions");
        return IntStream.range(0, names.size())
                .mapToObj(i -> new ColumnHead(i * COLUMN, names.get(i)))
                .toList();
    }

    /** The name of a column. */
    public record ColumnHead(int x, String name) {}

    /** A line as SVG's path. */
    public record Arrow(String path, boolean dashed) {}

    /** @param versions the newest first; @param history of promotions, the newest first */
    static Lineage of(List<Manifest> versions, List<Promotion> history) {
        List<Box> boxes = new ArrayList<>();
        List<Arrow> arrows = new ArrayList<>();
        Map<String, Integer> data = new LinkedHashMap<>();
        Map<String, Integer> places = new HashMap<>();
        long inForce = history.isEmpty() ? 0 : history.getFirst().number();
        for (int i = 0; i < versions.size(); i++) {
            Manifest version = versions.get(i);
            int y = TOP + i * ROW;
            places.put(version.version(), y);
            String digest = version.dataset().digest();
            if (data.putIfAbsent(digest, y) == null) {
                boxes.add(new Box(
                        0,
                        y,
                        version.dataset().name(),
                        PageText.count(version.dataset().trainingImages()) + " images",
                        "",
                        false));
            }
            arrows.add(arrow(BOX_WIDTH, data.get(digest), COLUMN, y));
            boxes.add(new Box(COLUMN, y, version.runId(), version.architecture(), "/runs/" + version.runId(), false));
            arrows.add(arrow(COLUMN + BOX_WIDTH, y, 2 * COLUMN, y));
            List<Promotion> own = history.stream()
                    .filter(it -> it.version().equals(version.version()))
                    .toList();
            boolean champion = own.stream().anyMatch(it -> it.number() == inForce);
            boxes.add(new Box(
                    2 * COLUMN,
                    y,
                    "version " + version.version(),
                    PageText.percent(version.heldOutAccuracy()) + " held-out",
                    "#version-" + version.version(),
                    champion));
            if (!own.isEmpty()) {
                arrows.add(arrow(2 * COLUMN + BOX_WIDTH, y, 3 * COLUMN, y));
                boxes.add(new Box(
                        3 * COLUMN,
                        y,
                        own.size() == 1
                                ? "promotion " + own.getFirst().number()
                                : own.size() + " promotions, last "
                                        + own.getFirst().number(),
                        own.getFirst().promotedBy(),
                        "#promotions",
                        champion));
            }
        }
        versions.forEach(version -> began(version, places, arrows));
        return new Lineage(boxes, arrows, 3 * COLUMN + BOX_WIDTH + 2, TOP + Math.max(1, versions.size()) * ROW);
    }

    private static void began(Manifest version, Map<String, Integer> places, List<Arrow> arrows) {
        Integer parent = places.get(version.fromVersion());
        if (parent != null) {
            int from = parent + BOX_HEIGHT / 2;
            int to = places.get(version.version()) + BOX_HEIGHT / 2;
            int x = 2 * COLUMN + BOX_WIDTH;
            arrows.add(new Arrow(
                    "M" + x + " " + from + "C" + (x + 42) + " " + from + " " + (x + 42) + " " + to + " " + x + " " + to,
                    true));
        }
    }

    private static Arrow arrow(int fromX, int fromY, int toX, int toY) {
        int y1 = fromY + BOX_HEIGHT / 2;
        int y2 = toY + BOX_HEIGHT / 2;
        int middle = (fromX + toX) / 2;
        return new Arrow(
                "M" + fromX + " " + y1 + "C" + middle + " " + y1 + " " + middle + " " + y2 + " " + toX + " " + y2,
                false);
    }

    /** The beginning of a text that fits into a box; letters of East Asia and pictures take two places. */
    private static String cut(String text) {
        int[] points = text.codePoints().toArray();
        int places = 0;
        int kept = 0;
        for (int i = 0; i < points.length; i++) {
            places += points[i] >= WIDE ? 2 : 1;
            if (places <= LONGEST - 1) {
                kept = i + 1;
            }
        }
        return places <= LONGEST ? text : new String(points, 0, kept) + "…";
    }
}
