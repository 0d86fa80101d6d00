package io.resforge.trainer.backend;

import java.util.List;

/** What the workers of a run print, read by one reader. */
public interface RunLog extends AutoCloseable {

    /** The lines that came since the last call, at most so many that they make a message; waits for none. */
    Lines read();

    /** Stops reading. */
    @Override
    void close();

    /**
     * Some lines of one worker.
     *
     * @param lines without line ends; empty if there are no new ones
     * @param worker the name of the pod or process that printed them; empty if there are none
     * @param last whether none will follow
     */
    record Lines(List<String> lines, String worker, boolean last) {

        public Lines {
            lines = List.copyOf(lines);
        }

        /** Nothing new, and more may come. */
        public static Lines none() {
            return new Lines(List.of(), "", false);
        }

        /** The end. */
        public static Lines end() {
            return new Lines(List.of(), "", true);
        }
    }
}
