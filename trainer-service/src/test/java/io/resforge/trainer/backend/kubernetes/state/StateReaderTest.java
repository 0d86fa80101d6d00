package io.resforge.trainer.backend.kubernetes.state;

import static io.resforge.trainer.backend.kubernetes.ClusterSamples.ended;
import static io.resforge.trainer.backend.kubernetes.ClusterSamples.pod;
import static io.resforge.trainer.backend.kubernetes.ClusterSamples.running;
import static io.resforge.trainer.backend.kubernetes.ClusterSamples.saying;
import static io.resforge.trainer.backend.kubernetes.ClusterSamples.waiting;
import static io.resforge.trainer.backend.kubernetes.ClusterSamples.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.resforge.registry.run.RunEnd;
import io.resforge.registry.run.RunStatus;
import io.resforge.trainer.backend.RunView.SweepMembers;
import io.resforge.trainer.backend.kubernetes.ClusterSamples;
import io.resforge.trainer.backend.kubernetes.job.JobLabels;
import io.resforge.trainer.backend.kubernetes.state.StateReader.JobRunStatus;
import io.resforge.trainer.contract.RunState;
import io.resforge.trainer.testing.SampleRuns;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StateReaderTest {

    private static final Job JOB = ClusterSamples.job("mine").build();
    private static final Job SWEEP = ClusterSamples.sweep("all", 4).build();

    private static Arguments is(RunState state, String message, Job job, Pod... pods) {
        return Arguments.of(state, message, job, List.of(pods));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource({"beforeTraining", "waitingAgain", "failures"})
    void readsTheStateOfAJobAndItsPods(RunState state, String message, Job job, List<Pod> pods) {
        JobRunStatus standing = StateReader.read(RunFacts.of(job, pods, Optional.empty(), Optional.empty()));

        assertThat(standing.message()).isEqualTo(message);
        assertThat(standing.state()).isEqualTo(state);
        assertThat(standing.endedAt().isPresent()).isEqualTo(state.ended());
    }

    static Stream<Arguments> beforeTraining() {
        Job suspended = suspended(JOB);
        Job queued = new JobBuilder(suspended)
                .editMetadata()
                .addToLabels("kueue.x-k8s.io/queue-name", "gpus")
                .endMetadata()
                .build();
        Job held = new JobBuilder(queued)
                .editMetadata()
                .addToAnnotations(JobLabels.SUSPENDED, "true")
                .endMetadata()
                .build();
        return Stream.of(
                is(RunState.QUEUED, "waits for its turn", JOB),
                is(RunState.SUSPENDED, "suspended", suspended),
                is(RunState.QUEUED, "waits in the queue gpus", queued),
                is(RunState.SUSPENDED, "suspended", held),
                is(
                        RunState.QUEUED,
                        "waits for the scheduler",
                        JOB,
                        pod(JOB, "a").build()),
                is(
                        RunState.QUEUED,
                        "unschedulable: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu.",
                        JOB,
                        unschedulable("0/3 nodes are available: 3 Insufficient nvidia.com/gpu.")),
                is(RunState.STARTING, "node node-1 prepares the pod", JOB, waiting(JOB, "ContainerCreating", null)),
                is(RunState.PULLING_IMAGE, "node node-1 fetches the image", JOB, prepared()),
                is(
                        RunState.PULLING_IMAGE,
                        "the image cannot be pulled (ImagePullBackOff): Back-off pulling image \"x\"",
                        JOB,
                        waiting(JOB, "ImagePullBackOff", "Back-off pulling image \"x\"")),
                is(
                        RunState.PULLING_IMAGE,
                        "the image has no valid name (InvalidImageName): couldn't parse \"X:Y:Z\"",
                        JOB,
                        waiting(JOB, "InvalidImageName", "couldn't parse \"X:Y:Z\"")),
                is(
                        RunState.STARTING,
                        "CreateContainerConfigError: secret \"s3\" not found",
                        JOB,
                        waiting(JOB, "CreateContainerConfigError", "secret \"s3\" not found")),
                is(RunState.STARTING, "the worker loads its data", JOB, running(JOB, "a")),
                is(
                        RunState.RUNNING,
                        "the worker is done; its Job will be in a moment",
                        JOB,
                        ended(JOB, "a", 0, "Completed")),
                is(
                        RunState.RUNNING,
                        "the worker has ended; its pod will in a moment",
                        JOB,
                        new PodBuilder(prepared())
                                .editStatus()
                                .withPhase("Running")
                                .withContainerStatuses(ended(JOB, "a", 0, "Completed")
                                        .getStatus()
                                        .getContainerStatuses())
                                .endStatus()
                                .build()));
    }

    @Test
    void saysWhyKubernetesMakesNoPod() {
        RunFacts refused = new RunFacts(
                JOB, OptionalInt.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.of("exceeded quota"));
        RunFacts sweep = new RunFacts(
                SWEEP,
                OptionalInt.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("exceeded quota"));

        assertThat(StateReader.read(refused)).isEqualTo(JobRunStatus.live(RunState.QUEUED, "exceeded quota"));
        assertThat(StateReader.read(sweep).message()).endsWith("0 at work; exceeded quota");
    }

    static Stream<Arguments> waitingAgain() {
        Pod stopped = ended(JOB, "a", 75, "Error");
        Pod crashed = ended(JOB, "a", 1, "Error");
        Pod next = pod(JOB, "b").build();
        return Stream.of(
                is(
                        RunState.PREEMPTED,
                        "waits for the scheduler; before that, it was stopped, and can go on (exit code 75)",
                        JOB,
                        next,
                        stopped),
                is(
                        RunState.PREEMPTED,
                        "waits for another try; before that, it made room for a run that goes first: lab/big",
                        JOB,
                        disrupted("PreemptionByScheduler", "lab/big")),
                is(RunState.QUEUED, "waits for another try; before that, it failed (exit code 1)", JOB, crashed),
                is(
                        RunState.STARTING,
                        "the worker loads its data; before that, it failed (exit code 1)",
                        JOB,
                        crashed,
                        running(JOB, "b")));
    }

    static Stream<Arguments> failures() {
        Job tooOften = with(JOB, "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
        Job policy = with(JOB, "Failed", "PodFailurePolicy", "Container worker for pod lab/a failed with exit code 2");
        return Stream.of(
                is(
                        RunState.FAILED,
                        "it ran out of memory, of which it may have 4Gi (OOMKilled, exit code 137)",
                        tooOften,
                        ended(JOB, "a", 137, "OOMKilled")),
                is(RunState.FAILED, "it failed too often", tooOften),
                is(
                        RunState.FAILED,
                        "it refused its arguments or its data (exit code 2)",
                        policy,
                        ended(JOB, "a", 2, "Error")),
                is(
                        RunState.FAILED,
                        "it ended for a reason that another try does not change (exit code 3): the loss is no number",
                        policy,
                        saying(ended(JOB, "a", 3, "Error"), "the loss is no number")),
                is(RunState.FAILED, "Container worker for pod lab/a failed with exit code 2", policy),
                is(
                        RunState.FAILED,
                        "it was evicted: The node was low on resource: memory.",
                        tooOften,
                        evicted("The node was low on resource: memory.")),
                is(
                        RunState.FAILED,
                        "it took longer than its deadline of 3600 s (DeadlineExceeded)",
                        with(JOB, "Failed", "DeadlineExceeded", "Job was active longer than specified deadline")),
                is(
                        RunState.FAILED,
                        "it took longer than its deadline of 3600 s (DeadlineExceeded); unschedulable: no GPU",
                        with(JOB, "FailureTarget", "DeadlineExceeded", ""),
                        unschedulable("no GPU")),
                is(
                        RunState.FAILED,
                        "it completed, but published no version",
                        with(JOB, "Complete", "CompletionsReached", "")),
                is(RunState.SUCCEEDED, "every member has ended", with(SWEEP, "Complete", "Done", "")));
    }

    private static Job suspended(Job job) {
        return new JobBuilder(job).editSpec().withSuspend(true).endSpec().build();
    }

    private static Pod unschedulable(String words) {
        return pod(JOB, "a")
                .editStatus()
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withReason("Unschedulable")
                .withMessage(words)
                .endCondition()
                .endStatus()
                .build();
    }

    private static Pod prepared() {
        return new PodBuilder(waiting(JOB, "ContainerCreating", null))
                .editStatus()
                .addNewCondition()
                .withType("PodReadyToStartContainers")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }

    private static Pod disrupted(String reason, String message) {
        return new PodBuilder(ended(JOB, "a", 143, "Error"))
                .editStatus()
                .addNewCondition()
                .withType("DisruptionTarget")
                .withStatus("True")
                .withReason(reason)
                .withMessage(message)
                .endCondition()
                .endStatus()
                .build();
    }

    private static Pod evicted(String message) {
        return new PodBuilder(ended(JOB, "a", 137, "Error"))
                .editStatus()
                .withReason("Evicted")
                .withMessage(message)
                .endStatus()
                .build();
    }

    @Test
    void tellsHowFarTheWorkerIsThatRuns() {
        RunFacts facts = RunFacts.of(
                JOB,
                List.of(running(JOB, "a")),
                Optional.of(SampleRuns.status(1, 3, SampleRuns.NOW)),
                Optional.empty());

        assertThat(StateReader.read(facts)).isEqualTo(JobRunStatus.live(RunState.RUNNING, "epoch 1 of 2"));
    }

    @Test
    void believesTheStoreRatherThanKubernetesAboutTheEnd() {
        Job failed = with(JOB, "Failed", "BackoffLimitExceeded", "");
        RunEnd end = SampleRuns.failed("the loss is no number");

        JobRunStatus standing = StateReader.read(RunFacts.of(failed, List.of(), Optional.empty(), Optional.of(end)));

        assertThat(standing.message()).isEqualTo("the loss is no number");
    }

    @Test
    void callsARunPreemptedThatTrainedSinceItsJobBeganAndHasNoWorker() {
        Job begun = new JobBuilder(JOB)
                .withNewStatus()
                .withStartTime(ClusterSamples.MADE)
                .endStatus()
                .build();
        Instant start = Instant.parse(ClusterSamples.MADE);

        assertThat(state(begun, SampleRuns.status(1, 3, start.plusSeconds(5)))).isEqualTo(RunState.PREEMPTED);
        assertThat(state(begun, SampleRuns.status(1, 3, start.minus(Duration.ofHours(1)))))
                .as("it trained before it was suspended, and was resumed since")
                .isEqualTo(RunState.QUEUED);
    }

    private static RunState state(Job job, RunStatus status) {
        return StateReader.read(RunFacts.of(job, List.of(), Optional.of(status), Optional.empty()))
                .state();
    }

    @Test
    void tellsHowTheMembersOfASweepStand() {
        Job job = new JobBuilder(SWEEP)
                .withNewStatus()
                .withActive(1)
                .withSucceeded(1)
                .withCompletedIndexes("0")
                .withFailedIndexes("1")
                .endStatus()
                .build();
        List<Pod> pods = List.of(member(ended(SWEEP, "b", 2, "Error"), 1), member(running(SWEEP, "c"), 2));

        assertThat(StateReader.read(RunFacts.of(job, pods, Optional.empty(), Optional.empty())))
                .isEqualTo(JobRunStatus.live(RunState.RUNNING, "1 of 4 members done, 1 at work, failed are 1"));
        assertThat(SweepStateReader.members(job)).contains(new SweepMembers(4, 1, 1, List.of(1)));
        assertThat(member(job, 0, pods).message()).isEqualTo("it completed, but published no version");
        assertThat(member(job, 1, pods).state()).isEqualTo(RunState.FAILED);
        assertThat(member(job, 1, pods).message()).isEqualTo("it refused its arguments or its data (exit code 2)");
        assertThat(member(job, 2, pods).state()).isEqualTo(RunState.STARTING);
        assertThat(member(job, 3, pods).state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void callsASweepRunningBetweenTwoOfItsMembers() {
        Job job = new JobBuilder(SWEEP)
                .withNewStatus()
                .withActive(2)
                .withSucceeded(2)
                .withCompletedIndexes("0,1")
                .endStatus()
                .build();

        assertThat(state(job, SampleRuns.status(1, 3, SampleRuns.NOW))).isEqualTo(RunState.RUNNING);
    }

    private static JobRunStatus member(Job job, int member, List<Pod> pods) {
        return StateReader.read(
                new RunFacts(job, OptionalInt.of(member), pods, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static Pod member(Pod pod, int index) {
        return new PodBuilder(pod)
                .editMetadata()
                .addToAnnotations("batch.kubernetes.io/job-completion-index", "" + index)
                .endMetadata()
                .build();
    }
}
