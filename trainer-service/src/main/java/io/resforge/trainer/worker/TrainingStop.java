package io.resforge.trainer.worker;

/** Ends training early: the training thread is interrupted, and only while it trains. */
final class TrainingStop {

    private boolean requested;
    private boolean hasSteps;
    private Thread training;

    /** Training begins on this thread. */
    synchronized void trainingBegins() throws InterruptedException {
        if (requested) {
            throw new InterruptedException("stopped before training began");
        }
        training = Thread.currentThread();
    }

    /** Training is over; an interruption that it did not notice any more is forgotten. */
    synchronized void trainingIsOver() {
        training = null;
        Thread.interrupted();
    }

    /** Asks for the end; false if it was asked for before. */
    synchronized boolean request() {
        boolean first = !requested;
        requested = true;
        if (first && training != null) {
            training.interrupt();
        }
        return first;
    }

    /** From now on there is something to keep. */
    synchronized void stepsBegin() {
        hasSteps = true;
    }

    /** Whether there is something to keep. */
    synchronized boolean hasSteps() {
        return hasSteps;
    }

    synchronized boolean isRequested() {
        return requested;
    }
}
