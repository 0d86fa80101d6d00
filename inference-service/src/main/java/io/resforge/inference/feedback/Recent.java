package io.resforge.inference.feedback;

import java.util.LinkedHashMap;
import java.util.Map;

/** The predictions for which feedback came last, so that a client that repeats itself is counted once. */
final class Recent {

    private static final int MOST = 65_536;

    private final Map<String, Boolean> ids = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST;
        }
    };

    /** Whether it is new. */
    synchronized boolean add(String id) {
        return ids.putIfAbsent(id, Boolean.TRUE) == null;
    }
}
