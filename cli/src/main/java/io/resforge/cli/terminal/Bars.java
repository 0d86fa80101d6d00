package io.resforge.cli.terminal;

/** Bars that show a share. */
public final class Bars {

    private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";

    private Bars() {}

    /**
     * How far something is.
     *
     * @param share from 0 to 1; what is outside counts as its nearest
     * @param width columns
     */
    public static String progress(Terminal terminal, double share, int width) {
        int done = (int) Math.round(clamp(share) * width);
        if (!terminal.unicode()) {
            return "#".repeat(done) + "-".repeat(width - done);
        }
        return "@|green " + "━".repeat(done) + "|@@|faint " + "─".repeat(width - done) + "|@";
    }

    /**
     * A probability as a bar with blanks after it.
     *
     * @param share from 0 to 1; what is outside counts as its nearest
     * @param width columns
     */
    public static String share(Terminal terminal, double share, int width) {
        double columns = clamp(share) * width;
        if (!terminal.unicode()) {
            int whole = (int) Math.round(columns);
            return "#".repeat(whole) + " ".repeat(width - whole);
        }
        int eighths = (int) Math.round(columns * 8);
        String bar = "█".repeat(eighths / 8) + (eighths % 8 == 0 ? "" : EIGHTHS.charAt(eighths % 8));
        return bar + " ".repeat(width - bar.length());
    }

    private static double clamp(double share) {
        return Math.max(0, Math.min(1, share));
    }
}
