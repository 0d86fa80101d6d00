package io.resforge.inference.batching;

import io.resforge.inference.batching.Batch.Chunk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The jobs that wait for one model. Guarded by the queue's lock. */
final class ModelQueue {

    static final Comparator<PendingCall> ORDER =
            Comparator.comparingLong(PendingCall::start).thenComparingLong(PendingCall::number);

    /** Most images of one job that go before those of another client. */
    private static final int PIECE = 8;

    private final Clients clients;
    private final PriorityQueue<PendingCall> jobs = new PriorityQueue<>(ORDER);
    private int images;

    ModelQueue(Clients clients) {
        this.clients = clients;
    }

    /** The job that is next. */
    PendingCall head() {
        return jobs.peek();
    }

    boolean isEmpty() {
        return jobs.isEmpty();
    }

    /** Images that wait here. */
    int images() {
        return images;
    }

    void add(PendingCall job) {
        images += job.waiting();
        jobs.add(job);
    }

    /** Removes a job; false if none of it waits here. */
    boolean remove(PendingCall job) {
        if (!jobs.remove(job)) {
            return false;
        }
        images -= job.waiting();
        return true;
    }

    /** Takes a batch of the jobs that are next, of each a piece at a time. */
    Batch take(int most) {
        List<Chunk> taken = new ArrayList<>();
        List<Chunk> dropped = new ArrayList<>();
        int room = most;
        while (room > 0 && !jobs.isEmpty()) {
            PendingCall job = jobs.poll();
            if (!job.wanted()) {
                images -= job.waiting();
                clients.takenBack(job.client(), job.waiting());
                dropped.add(job.take(job.waiting()));
                continue;
            }
            clients.reached(job.start());
            int piece = Math.min(Math.min(room, job.waiting()), jobs.isEmpty() ? room : PIECE);
            room -= piece;
            images -= piece;
            add(job.take(piece), taken);
            if (job.waiting() > 0) {
                jobs.add(job);
            }
        }
        return new Batch(taken, dropped);
    }

    /** Pieces of one job that follow each other are one. */
    private static void add(Chunk piece, List<Chunk> taken) {
        if (!taken.isEmpty() && taken.getLast().job() == piece.job()) {
            taken.add(taken.removeLast().with(piece));
        } else {
            taken.add(piece);
        }
    }
}
