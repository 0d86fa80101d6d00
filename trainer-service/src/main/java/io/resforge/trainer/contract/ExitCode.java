package io.resforge.trainer.contract;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a worker's process ends with, so that its starter knows whether another try makes sense. All that speaks of these numbers,
 * such as the policies of Jobs and the words for a pod's end, takes them from here.
 */
public enum ExitCode {
    /** A version was published, by this process or by one before it. */
    OK(0, Repeat.NEVER, "a version is published, by this worker or one before it", "ended well"),
    /** It failed, and may succeed another time: what another machine or another hour may mend. */
    FAILURE(
            1,
            Repeat.COUNTED,
            "it failed, and may succeed another time: the store was away for long, memory ran out, another worker took over",
            "failed"),
    /** What it was asked for cannot be done, on any machine. */
    BAD_INPUT(
            2,
            Repeat.NEVER,
            "the command line, the recipe or the data set is wrong",
            "refused its arguments or its data"),
    /** Another try changes nothing: the same would happen again, or the run has ended without a version. */
    FUTILE(
            3,
            Repeat.NEVER,
            "another try changes nothing: the loss became no number, or the run was cancelled, deleted or had failed before",
            "ended for a reason that another try does not change"),
    /** It was stopped; started again, it goes on from its last snapshot. The number is EX_TEMPFAIL of sysexits.h. */
    TRY_AGAIN(
            75,
            Repeat.FREELY,
            "it was stopped by a signal; started again, it goes on where it was",
            "was stopped, and can go on");

    /** What becomes of a run whose worker ended so. */
    public enum Repeat {
        /** No other worker would come further. */
        NEVER,
        /** Another one may; it is one of the tries that a run has. */
        COUNTED,
        /** Another one goes on, as often as it takes. */
        FREELY
    }

    /** A process that a signal ends has the exit code 128 + the signal's number. */
    private static final int SIGNALLED = 128;

    private static final int SIGABRT = 6;
    private static final int SIGBUS = 7;
    private static final int SIGKILL = 9;
    private static final int SIGSEGV = 11;
    private static final int SIGTERM = 15;

    private final int number;
    private final Repeat repeat;
    private final String meaning;
    private final String told;

    ExitCode(int number, Repeat repeat, String meaning, String told) {
        this.number = number;
        this.repeat = repeat;
        this.meaning = meaning;
        this.told = told;
    }

    /** The code itself. */
    public int number() {
        return number;
    }

    /** What becomes of a run whose worker ended with this number, which may be none of these codes. */
    public static Repeat repeat(int number) {
        return of(number).map(code -> code.repeat).orElse(Repeat.COUNTED);
    }

    /** The numbers other than 0 after which a run is dealt with like this. */
    public static Integer[] failuresWith(Repeat repeat) {
        return Arrays.stream(values())
                .filter(code -> code != OK && code.repeat == repeat)
                .map(ExitCode::number)
                .toArray(Integer[]::new);
    }

    /** What a worker did that ended with this number, which may be none of these codes, such as "was killed (exit code 137)". */
    public static String words(int number) {
        Optional<String> told = of(number).map(code -> code.told).or(() -> signal(number - SIGNALLED));
        return told.map(words -> words + " (exit code " + number + ")")
                .orElse("ended with exit code " + number + " and without a result");
    }

    private static Optional<String> signal(int signal) {
        return switch (signal) {
            case SIGKILL -> Optional.of("was killed");
            case SIGTERM -> Optional.of("was stopped");
            case SIGABRT, SIGBUS, SIGSEGV -> Optional.of("crashed");
            default -> Optional.empty();
        };
    }

    /** All of them for people, by their numbers. */
    public static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        Arrays.stream(values()).forEach(code -> meanings.put(Integer.toString(code.number), code.meaning));
        return meanings;
    }

    private static Optional<ExitCode> of(int number) {
        return Arrays.stream(values()).filter(code -> code.number == number).findFirst();
    }
}
