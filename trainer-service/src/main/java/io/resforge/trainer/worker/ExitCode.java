package io.resforge.trainer.worker;

/** What a worker's process ends with, so that whoever started it knows whether another try makes sense. */
enum ExitCode {
    /** A version was published. */
    OK(0),
    /** It failed, and may succeed another time. */
    FAILURE(1),
    /** It cannot succeed, whoever tries. */
    BAD_INPUT(2),
    /** It was stopped; whoever starts it again goes on from its last snapshot. The number is EX_TEMPFAIL of sysexits.h. */
    TRY_AGAIN(75);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
