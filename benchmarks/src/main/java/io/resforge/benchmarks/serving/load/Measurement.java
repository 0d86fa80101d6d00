package io.resforge.benchmarks.serving.load;

import io.grpc.Status.Code;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What came of the calls of a while.
 *
 * @param seconds how long it was
 * @param sent calls that were begun in it
 * @param byStatus calls that ended in it, by the ordinal of their status
 * @param accepted nanoseconds of those that were answered, from the moment at which they were to be sent
 * @param lateness nanoseconds from the moment at which calls were to be sent until they were
 * @param processorSeconds that the generator itself computed
 */
public record Measurement(
        double seconds, long sent, long[] byStatus, Histogram accepted, Histogram lateness, double processorSeconds) {

    /** Of this while and another one together. */
    public Measurement plus(Measurement other) {
        long[] counts = byStatus.clone();
        Arrays.setAll(counts, status -> counts[status] + other.byStatus[status]);
        Histogram answers = accepted.copy();
        answers.add(other.accepted);
        Histogram late = lateness.copy();
        late.add(other.lateness);
        return new Measurement(
                seconds + other.seconds,
                sent + other.sent,
                counts,
                answers,
                late,
                processorSeconds + other.processorSeconds);
    }

    /** Calls that ended so. */
    public long count(Code status) {
        return byStatus[status.ordinal()];
    }

    /** Calls that ended, whatever came of them. */
    public long ended() {
        return Arrays.stream(byStatus).sum();
    }

    /** Calls that were not answered. */
    public long failed() {
        return ended() - count(Code.OK);
    }

    /** Answers a second. */
    public double goodput() {
        return count(Code.OK) / seconds;
    }

    /** Milliseconds within which this share of the answers came. */
    public double percentile(double percent) {
        return accepted.getValueAtPercentile(percent) / 1e6;
    }

    /** How many calls ended with each status that there was. */
    public Map<Code, Long> statuses() {
        Map<Code, Long> statuses = new TreeMap<>();
        for (Code code : Code.values()) {
            if (count(code) > 0) {
                statuses.put(code, count(code));
            }
        }
        return statuses;
    }
}
