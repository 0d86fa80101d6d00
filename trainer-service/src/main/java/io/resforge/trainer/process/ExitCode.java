package io.resforge.trainer.process;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a worker's process ends with, so that whoever started it knows whether another try makes sense. */
public enum ExitCode {
    /** A version was published, by this process or by one before it. */
    OK(0, "a version is published, by this worker or one before it"),
    /** It failed, and may succeed another time: what another machine or another hour may mend. */
    FAILURE(
            1,
            "it failed, and may succeed another time: the store was away for long, memory ran out, another worker took over"),
    /** What it was asked for cannot be done, whoever tries. */
    BAD_INPUT(2, "the command line, the recipe or the data set is wrong"),
    /** Another try changes nothing: the same would happen again, or the run has ended without a version. */
    FUTILE(3, "another try changes nothing: the loss became no number, or the run was cancelled or had failed before"),
    /** It was stopped; whoever starts it again goes on from its last snapshot. The number is EX_TEMPFAIL of sysexits.h. */
    TRY_AGAIN(75, "it was stopped by a signal; started again, it goes on where it was");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** The code itself. */
    public int number() {
        return number;
    }

    /** Whether another process may come further than one that ended with this number, which may be none of these codes. */
    public static boolean isWorthAnotherTry(int number) {
        return number != OK.number && number != BAD_INPUT.number && number != FUTILE.number;
    }

    /** All of them for people, by their numbers. */
    public static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        Arrays.stream(values()).forEach(code -> meanings.put(Integer.toString(code.number), code.meaning));
        return meanings;
    }
}
