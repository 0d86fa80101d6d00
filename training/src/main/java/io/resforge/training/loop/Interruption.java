package io.resforge.training.loop;

/** Where training may be stopped. */
final class Interruption {

    private Interruption() {}

    static void check() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("training was interrupted");
        }
    }
}
