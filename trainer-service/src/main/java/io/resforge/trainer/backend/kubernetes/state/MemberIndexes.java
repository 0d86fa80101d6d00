package io.resforge.trainer.backend.kubernetes.state;

import java.util.ArrayList;
import java.util.List;

/** A set of places as Kubernetes writes it: {@code 1,3-5,7}. */
public final class MemberIndexes {

    /** As many as an Indexed Job can have. */
    private static final int MOST = 100_000;

    /** In a sentence. */
    private static final int LONGEST = 200;

    private MemberIndexes() {}

    /** In rising order. What is no such text is read as far as it is one. */
    public static List<Integer> read(String text) {
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

    /** The text of places in rising order. */
    public static String write(List<Integer> indexes) {
        StringBuilder text = new StringBuilder();
        for (int begin = 0; begin < indexes.size(); ) {
            int end = begin;
            while (end + 1 < indexes.size() && indexes.get(end + 1) == indexes.get(end) + 1) {
                end++;
            }
            text.append(text.isEmpty() ? "" : ",").append(indexes.get(begin));
            if (end > begin) {
                text.append('-').append(indexes.get(end));
            }
            begin = end + 1;
        }
        return text.toString();
    }

    /** The same for a sentence: of very many, the first ranges and how many there are. */
    public static String shortened(List<Integer> indexes) {
        String text = write(indexes);
        return text.length() <= LONGEST
                ? text
                : text.substring(0, text.lastIndexOf(',', LONGEST)) + ",… (" + indexes.size() + " in all)";
    }
}
