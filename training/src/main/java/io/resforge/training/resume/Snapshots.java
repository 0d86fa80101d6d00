package io.resforge.training.resume;

/** Where the snapshots of one run are kept. All calls come from the training thread, which should not wait long for them. */
public interface Snapshots {

    /** Whether it is time for another; asked after each step. */
    boolean due();

    /** Keeps a snapshot. Where that fails, training goes on without it. */
    void keep(Snapshot snapshot);

    /** Keeps the last snapshot before training stops here, to go on elsewhere or later; it is kept when this returns. */
    void keepLast(Snapshot snapshot);

    /** None are kept. */
    static Snapshots none() {
        return new Snapshots() {

            @Override
            public boolean due() {
                return false;
            }

            @Override
            public void keep(Snapshot snapshot) {}

            @Override
            public void keepLast(Snapshot snapshot) {}
        };
    }
}
