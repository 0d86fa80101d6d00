package io.resforge.trainer.backend.kubernetes.state;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.resforge.trainer.backend.RunView.SweepMembers;
import io.resforge.trainer.backend.kubernetes.state.StateReader.JobRunStatus;
import io.resforge.trainer.contract.RunState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a sweep stands, of which several members train at a time. */
public final class SweepStateReader {

    private SweepStateReader() {}

    /** How its members stand; empty if the Job is no sweep. */
    public static Optional<SweepMembers> members(Job job) {
        if (!JobReader.isIndexed(job)) {
            return Optional.empty();
        }
        JobStatus status = JobReader.status(job);
        return Optional.of(new SweepMembers(
                JobReader.members(job),
                Optional.ofNullable(status.getActive()).orElse(0),
                Optional.ofNullable(status.getSucceeded()).orElse(0),
                MemberIndexes.read(status.getFailedIndexes())));
    }

    /** As far as the member that is farthest; it runs as soon as one has ended. */
    static JobRunStatus live(RunFacts facts) {
        SweepMembers members = members(facts.job()).orElseThrow();
        List<PodStage> stages = facts.pods().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .map(PodStage::of)
                .filter(stage -> stage.kind() != PodStage.Kind.OVER)
                .toList();
        Optional<PodStage> farthest = stages.stream().max(Comparator.comparing(PodStage::kind));
        // Between two members there may be none that trains at this moment.
        boolean begun = members.succeeded() > 0 || !members.failed().isEmpty();
        RunState state = begun
                ? RunState.RUNNING
                : farthest.map(PodStage::kind).map(SweepStateReader::state).orElse(RunState.QUEUED);
        String words = farthest.map(PodStage::words)
                .filter(it -> !it.isEmpty())
                .or(facts::refusal)
                .map(it -> "; " + it)
                .orElse("");
        return JobRunStatus.live(state, counts(members) + words);
    }

    private static RunState state(PodStage.Kind kind) {
        return switch (kind) {
            case UNSCHEDULED, OVER -> RunState.QUEUED;
            case STARTING -> RunState.STARTING;
            case PULLING -> RunState.PULLING_IMAGE;
            case RUNNING -> RunState.RUNNING;
        };
    }

    private static String counts(SweepMembers members) {
        String failed = members.failed().isEmpty() ? "" : ", failed are " + MemberIndexes.shortened(members.failed());
        return String.format(
                Locale.ROOT,
                "%d of %d members done, %d at work%s",
                members.succeeded(),
                members.count(),
                members.active(),
                failed);
    }

    /** A set of places as Kubernetes writes it: {@code 1,3-5,7}. */
    public static final class MemberIndexes {

        /** As many as an Indexed Job can have. */
        private static final int MOST = 100_000;

        /** In a sentence. */
        private static final int LONGEST = 200;

        private MemberIndexes() {}

        /** In rising order. What is no such text is read as far as it is one. */
        public static List<Integer> read(String text) {
            List<Integer> indexes = new ArrayList<>();
            for (String part : text == null ? new String[0] : text.split(",")) {
                if (part.matches("[0-9]{1,9}(-[0-9]{1,9})?")) {
                    String[] ends = part.split("-");
                    int last = Integer.parseInt(ends[ends.length - 1]);
                    for (int i = Integer.parseInt(ends[0]); i <= last && indexes.size() < MOST; i++) {
                        indexes.add(i);
                    }
                }
            }
            return indexes;
        }

        /** The text of places in rising order. */
        public static String write(List<Integer> indexes) {
            StringBuilder text = new StringBuilder();
            for (int begin = 0; begin < indexes.size(); ) {
                int end = begin;
                while (end + 1 < indexes.size() && indexes.get(end + 1) == indexes.get(end) + 1) {
                    end++;
                }
                text.append(text.isEmpty() ? "" : ",").append(indexes.get(begin));
                if (end > begin) {
                    text.append('-').append(indexes.get(end));
                }
                begin = end + 1;
            }
            return text.toString();
        }

        /** The same for a sentence: of very many, the first ranges and how many there are. */
        public static String shortened(List<Integer> indexes) {
            String text = write(indexes);
            return text.length() <= LONGEST
                    ? text
                    : text.substring(0, text.lastIndexOf(',', LONGEST)) + ",… (" + indexes.size() + " in all)";
        }
    }
}
