package io.resforge.inference.batching;

import java.util.HashMap;
import java.util.Map;

/**
 * Shares the workers among clients by start-time fair queueing (Goyal, Vin, Cheng, 1997): the images of a client begin when those that it
 * queued before end, or now if there are none, {@code S = max(v, F)} and {@code F = S + images}; the smallest {@code S} is served next, and
 * the virtual time {@code v} is the {@code S} of what was served last. So every client that waits gets the same number of images done,
 * whatever the size of its calls, and none that waits is passed by for ever. Guarded by the queue's lock.
 */
final class Clients {

    /** A client may hold this many times the room that is left (Choudhury and Hahne, 1998): alone 8/9 of the queue. */
    private static final int GREED = 8;

    private static final int FEW = 64;

    private final Map<Object, QueuedClient> byKey = new HashMap<>();
    private long now;
    private int waiting;
    private int sweepAt = FEW;

    /** The client of this key. */
    QueuedClient get(Object key) {
        if (byKey.size() >= sweepAt) {
            // What they had more than others lately is forgotten with them: at most one batch.
            byKey.values().removeIf(client -> client.held == 0);
            sweepAt = Math.max(FEW, 2 * byKey.size());
        }
        return byKey.computeIfAbsent(key, anew -> new QueuedClient());
    }

    /** Clients that are remembered. */
    int known() {
        return byKey.size();
    }

    /** Whether the client may take room while this much is free: one that holds nothing may take it all. */
    static boolean mayTake(QueuedClient client, int images, int free) {
        return images <= free && (client.held == 0 || client.held + images <= GREED * (free - images));
    }

    /**
     * The most images that are computed before the last of these. The others get no more than this client meanwhile; of those with less in
     * the queue more may come, and go before it, as much again as waits now.
     */
    int ahead(QueuedClient client, int images, int allWaiting) {
        long others = client.held == 0 ? waiting : waiting - 1;
        return (int) Math.min(2L * allWaiting, client.held + others * (client.held + images));
    }

    /** The client takes room in the queue. */
    void hold(QueuedClient client, int images) {
        waiting += client.held == 0 ? 1 : 0;
        client.held += images;
    }

    /** Room becomes free. */
    void release(QueuedClient client, int images) {
        client.held -= images;
        waiting -= client.held == 0 ? 1 : 0;
    }

    /** When images that are queued now are due to begin. */
    long begin(QueuedClient client, int images) {
        long start = Math.max(now, client.finish);
        client.finish = start + images;
        return start;
    }

    /** Images that began at this time are being computed. */
    void reached(long start) {
        now = Math.max(now, start);
    }

    /** The client took back images before they were computed. */
    void takenBack(QueuedClient client, int images) {
        client.finish = Math.max(now, client.finish - images);
    }
}
