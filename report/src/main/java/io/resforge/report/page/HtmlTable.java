package io.resforge.report.page;

import java.util.List;
import java.util.stream.IntStream;

/** A table as the templates need it: each cell knows how it is aligned. */
record HtmlTable(List<Cell> header, List<Row> rows) {

    record Cell(String text, boolean number) {}

    record Row(boolean strong, List<Cell> cells) {}

    static HtmlTable of(ReportTable table) {
        return of(table, -1);
    }

    /** @param strong the row that is emphasised, or -1 */
    static HtmlTable of(ReportTable table, int strong) {
        List<Row> rows = IntStream.range(0, table.rows().size())
                .mapToObj(
                        row -> new Row(row == strong, cells(table, table.rows().get(row))))
                .toList();
        return new HtmlTable(cells(table, table.header()), rows);
    }

    private static List<Cell> cells(ReportTable table, List<String> texts) {
        return IntStream.range(0, texts.size())
                .mapToObj(column -> new Cell(texts.get(column), table.numeric(column)))
                .toList();
    }
}
