package io.resforge.trainer.kubernetes.state;

import java.util.ArrayList;
import java.util.List;

/** A set of places as Kubernetes writes it: {@code 1,3-5,7}. */
final class Indexes {

    /** As many as an Indexed Job can have. */
    private static final int MOST = 100_000;

    private Indexes() {}

    /** In rising order. What is no such text is read as far as it is one. */
    static List<Integer> read(String text) {
        List<Integer> indexes = new ArrayList<>();
        for (String part : text == null ? new String[0] : text.split(",")) {
            if (part.matches("[0-9]{1,9}(-[0-9]{1,9})?")) {
                String[] ends = part.split("-");
                int last = Integer.parseInt(ends[ends.length - 1]);
                for (int i = Integer.parseInt(ends[0]); i <= last && indexes.size() < MOST; i++) {
                    indexes.add(i);
                }
            }
        }
        return indexes;
    }
}
