package io.resforge.trainer.run;

import io.resforge.trainer.backend.RunView;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A part of a list of runs.
 *
 * @param runs the newest first
 * @param next where the next page begins after; empty if this is the last one
 */
public record RunPage(List<RunView> runs, Optional<Cursor> next) {

    public RunPage {
        runs = List.copyOf(runs);
    }

    /**
     * A place in the list of all runs, which has the newest first. It stays where it is when runs come, change or go.
     *
     * @param submittedAt when the run at this place was submitted
     * @param runId its id
     */
    public record Cursor(Instant submittedAt, String runId) implements Comparable<Cursor> {

        private static final Comparator<Cursor> NEWEST_FIRST = Comparator.comparing(Cursor::submittedAt)
                .thenComparing(Cursor::runId)
                .reversed();

        /**
         * Reads what {@link #toString} wrote.
         *
         * @throws IllegalArgumentException if it is nothing of that kind
         */
        public static Cursor parse(String text) {
            String[] parts = text.split("/", 2);
            if (parts.length != 2) {
                throw new IllegalArgumentException("a place in the list is a time and a run, was '" + text + "'");
            }
            try {
                return new Cursor(Instant.parse(parts[0]), parts[1]);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("a place in the list begins with a time, was '" + text + "'", e);
            }
        }

        @Override
        public int compareTo(Cursor other) {
            return NEWEST_FIRST.compare(this, other);
        }

        @Override
        public String toString() {
            return submittedAt + "/" + runId;
        }
    }
}
