package io.resforge.simulation;

/** What holds at every moment, or once faults have stopped. */
enum Invariant {
    WHOLE("a promotion names a version that was published whole"),
    WITHOUT_GAPS("promotions are numbered without gaps, and none changes"),
    ONE_WINNER("a number is won once"),
    CHAMPION("the champion exists"),
    NO_HALF("no reader sees half a version"),
    REFERRED("nothing is removed that something refers to"),
    WITHDRAWN("a version that was withdrawn is not put back in force"),
    NO_RUN_LOST("no run is lost"),
    ENDED_ONCE("no run is both running and ended, and an end never changes"),
    DELETED("a run that was deleted does not come back"),
    SAME_VERSION("every server ends on the champion"),
    EXPECTED("no process meets what it does not expect");

    private final String words;

    Invariant(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
