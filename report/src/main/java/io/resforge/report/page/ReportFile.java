package io.resforge.report.page;

import io.resforge.report.chart.ChartImage;
import java.nio.charset.StandardCharsets;

/**
 * A file of a report.
 *
 * @param name file name without folder
 * @param mediaType as {@code image/svg+xml}
 * @param content its bytes
 */
public record ReportFile(String name, String mediaType, byte[] content) {

    static ReportFile of(ChartImage picture) {
        return new ReportFile(picture.name(), "image/svg+xml", picture.file());
    }

    static ReportFile html(String name, String page) {
        return new ReportFile(name, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    static ReportFile markdown(String name, String text) {
        return new ReportFile(name, "text/markdown; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }
}
