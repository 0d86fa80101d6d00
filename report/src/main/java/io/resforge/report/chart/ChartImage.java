package io.resforge.report.chart;

import java.nio.charset.StandardCharsets;

/**
 * A finished picture, readable on light and on dark.
 *
 * @param name its file name, as {@code curves-loss.svg}
 * @param title what it shows, in a few words
 * @param svg an {@code svg} element without XML declaration, fit to stand in a page or in a file of its own
 */
public record ChartImage(String name, String title, String svg) {

    /** The picture as a file. */
    public byte[] file() {
        return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + svg + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
