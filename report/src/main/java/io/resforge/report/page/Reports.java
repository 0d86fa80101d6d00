package io.resforge.report.page;

import io.resforge.report.run.RunReport;
import io.resforge.web.WebAssets;
import io.resforge.web.WebAssets.WebAsset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Reports of runs as files. Equal runs give equal bytes. */
public final class Reports {

    private Reports() {}

    /**
     * The report of one run: {@code index.html}, the page that the trainer serves with its data in one file, which needs no
     * other; {@code run.json}, its data alone; and {@code summary.md}.
     */
    public static List<ReportFile> of(RunReport run) {
        String state = run.course().state();
        String head = String.format(
                Locale.ROOT,
                "<h1>%s</h1>\n<p class=\"sub\">%s on %s · run %s</p></div>\n<div class=\"actions\">"
                        + "<span class=\"badge\" data-run-state data-state=\"%s\">%s</span></div>",
                html(run.identity().title()),
                html(
                        run.identity().architecture() == null
                                ? "a network"
                                : run.identity().architecture()),
                html(run.data().name()),
                html(run.identity().run()),
                html(state),
                html(state.replace('_', ' ')));
        RunReport shown =
                run.predictions() == null ? run : run.with(run.predictions().brief());
        return List.of(
                new ReportFile(
                        "index.html",
                        "text/html; charset=utf-8",
                        page(run.identity().title(), head, "data-run", shown.json(), "summary.md")),
                new ReportFile(RunReport.FILE, "application/json", run.json()),
                ReportFile.markdown("summary.md", RunSummary.of(run)));
    }

    /** A page in one file: it asks for nothing, and runs no script but those that its policy names by their digest. */
    static byte[] page(String title, String head, String kind, byte[] json, String otherwise) {
        List<WebAsset> scripts =
                List.of(WebAssets.named("page.js"), WebAssets.named("charts.js"), WebAssets.named("run.js"));
        WebAsset style = WebAssets.named("resforge.css");
        StringBuilder policy =
                new StringBuilder("default-src 'none'; img-src data:; style-src '" + style.hash() + "'; script-src");
        scripts.forEach(script -> policy.append(" '").append(script.hash()).append('\''));
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"")
                .append(policy)
                .append("\">\n")
                .append("<title>")
                .append(html(title))
                .append(" · ResForge</title>\n")
                .append("<style>")
                .append(style.text())
                .append("</style>\n")
                .append(script(scripts.getFirst()))
                .append("</head>\n<body>\n<header class=\"bar\"><div><span class=\"brand\">ResForge</span>")
                .append("<button class=\"theme\" type=\"button\">Theme</button></div></header>\n<main>\n")
                .append("<div class=\"head\"><div>")
                .append(head)
                .append("</div>\n")
                .append("<noscript><p class=\"notice\">This page draws with JavaScript; ")
                .append(otherwise)
                .append(" beside it tells the same in words.</p></noscript>\n")
                .append("<div ")
                .append(kind)
                .append("><script type=\"application/json\">")
                .append(new String(json, StandardCharsets.UTF_8).replace("<", "\\u003c"))
                .append("</script></div>\n</main>\n<footer class=\"foot\">Made by ResForge.</footer>\n");
        scripts.subList(1, scripts.size()).forEach(script -> page.append(script(script)));
        return page.append("</body>\n</html>\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Text as HTML, in content and in attributes. */
    static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String script(WebAsset script) {
        return "<script>" + script.text() + "</script>\n";
    }

    /**
     * A file of a report.
     *
     * @param name file name without folder
     * @param mediaType as {@code text/html}
     * @param content its bytes
     */
    public record ReportFile(String name, String mediaType, byte[] content) {

        static ReportFile markdown(String name, String text) {
            return new ReportFile(name, "text/markdown; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
