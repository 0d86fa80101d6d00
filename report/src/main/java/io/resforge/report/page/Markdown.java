package io.resforge.report.page;

/** Text in Markdown. */
final class Markdown {

    private Markdown() {}

    /** The text with whatever Markdown or HTML would take for its own escaped. */
    static String escape(String text) {
        return text.replaceAll("[\\\\`*\\[\\]|#~]", "\\\\$0")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
