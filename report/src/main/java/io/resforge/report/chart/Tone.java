package io.resforge.report.chart;

import java.awt.Color;
import java.util.List;
import java.util.Locale;

/**
 * The colours of every picture, each for light and for dark surroundings. The light ones all differ: by its light
 * colour a painted element is given its dark one.
 */
enum Tone {
    /** What lies behind everything. */
    SURFACE(0xFCFCFB, 0x1A1A19),
    /** Titles and numbers. */
    INK(0x0B0B0A, 0xF7F7F5),
    /** Labels and legends. */
    LABEL(0x52514E, 0xC3C2B6),
    /** The best epoch, the diagonal. */
    REFERENCE(0x898781, 0x8F8D87),
    AXIS(0xC3C2B7, 0x383835),
    GRID(0xE7E6E0, 0x2C2C2A),
    /** Text on a strongly coloured cell. */
    ON_COLOUR(0xFFFFFE, 0xFFFFFD),
    BLUE(0x2A78D6, 0x3987E5),
    ORANGE(0xE0591E, 0xE8703A),
    GREEN(0x188F63, 0x1FA876),
    VIOLET(0x5A48B8, 0x9085E9),
    YELLOW(0xB87F00, 0xD19A1B),
    MAGENTA(0xC8497F, 0xDB6599),
    RED(0xC93534, 0xE66767),
    TEAL(0x1B7F8C, 0x35A9B8);

    /** The order in which several runs are coloured. */
    static final List<Tone> SERIES = List.of(BLUE, ORANGE, GREEN, VIOLET, YELLOW, MAGENTA, RED, TEAL);

    private final int light;
    private final int dark;

    Tone(int light, int dark) {
        this.light = light;
        this.dark = dark;
    }

    /** What to paint with; {@link SvgFinish} adds the dark colour. */
    Color paint() {
        return new Color(light);
    }

    String lightHex() {
        return hex(light);
    }

    String darkHex() {
        return hex(dark);
    }

    /** The part of class names that stands for this tone. */
    String css() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String hex(int colour) {
        return String.format(Locale.ROOT, "#%06x", colour);
    }
}
