package io.resforge.inference.batching;

import java.util.LinkedHashMap;

/** Arrays that a worker fills for each batch anew, of the sizes that came last: an engine takes one that is just as long as its images. */
final class BatchBuffers {

    private static final int MOST_BYTES = 4 << 20;

    private final LinkedHashMap<Integer, byte[]> bySize = new LinkedHashMap<>(16, .75f, true);
    private int bytes;

    /** An array of this length, with whatever is in it. It may be used until the next call. */
    byte[] get(int length) {
        byte[] kept = bySize.get(length);
        if (kept != null) {
            return kept;
        }
        byte[] made = new byte[length];
        bySize.put(length, made);
        bytes += length;
        while (bytes > MOST_BYTES && bySize.size() > 1) {
            bytes -= bySize.pollFirstEntry().getKey();
        }
        return made;
    }
}
