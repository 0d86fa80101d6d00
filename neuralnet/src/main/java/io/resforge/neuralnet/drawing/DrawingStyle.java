package io.resforge.neuralnet.drawing;

/** Colours and letters of a drawing. */
final class DrawingStyle {

    /** The style sheet; a group's colour is its {@code color}. */
    static final String SHEET = """
            text { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; fill: #1f2933 }
            .paper { fill: #ffffff }
            .title { font-size: 24px; font-weight: 650 }
            .subtitle { font-size: 13px; fill: #616e7c }
            .stage { fill: currentColor; fill-opacity: .09 }
            .stage-name { font-size: 14px; font-weight: 650; fill: currentColor }
            .stage-shape { font-size: 12px; text-anchor: end; fill: #616e7c }
            .card { fill: #ffffff; stroke: currentColor; stroke-opacity: .55 }
            .sheet { fill: #ffffff; stroke: currentColor; stroke-opacity: .35 }
            .name { font-size: 12px; font-weight: 600; fill: currentColor }
            .count { font-size: 11px; fill: #616e7c }
            .dot { fill: currentColor }
            .badge { fill: currentColor }
            .times { font-size: 11px; font-weight: 650; text-anchor: middle; fill: #ffffff }
            .label { font-size: 12px; text-anchor: middle }
            .weights { fill: currentColor }
            .weights-label { fill: #ffffff; font-weight: 600 }
            .images { fill: #1f2933 }
            .images-label { fill: #ffffff }
            .plain { fill: currentColor; fill-opacity: .13 }
            .plain-label { fill: #323f4b }
            .sum { fill: #ffffff; stroke: currentColor; stroke-width: 2 }
            .plus { stroke: currentColor; stroke-width: 2; fill: none }
            .line { stroke: #9aa5b1; stroke-width: 1.5; fill: none }
            .skip { stroke: currentColor; stroke-width: 2.2; fill: none; stroke-linecap: round }
            .flow { stroke: #52606d; stroke-width: 2; fill: none }
            .head { fill: #52606d }
            .shape { font-size: 11px; fill: #616e7c; text-anchor: end }
            .ink { color: #52606d }
            .c1 { color: #2f6fb5 }
            .c2 { color: #1f8a78 }
            .c3 { color: #b7791f }
            .c4 { color: #b0413e }
            .c5 { color: #7b4fa3 }
            .c6 { color: #3d7a2e }
            """;

    private static final int COLOURS = 6;

    private DrawingStyle() {}

    /** Class of a column: the first and the last, which are no stages, are grey. */
    static String colour(int column, int columns) {
        return column == 0 || column == columns - 1 ? "ink" : "c" + ((column - 1) % COLOURS + 1);
    }
}
