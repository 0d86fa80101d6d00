package io.resforge.trainer.backend.kubernetes.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure.Kind;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterFailureTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            401 | UNAUTHENTICATED | Unauthorized
            403 | FORBIDDEN       | jobs.batch is forbidden: User "system:serviceaccount:resforge:trainer" cannot create resource "jobs" in API group "batch" in the namespace "resforge"
            403 | QUOTA_EXCEEDED  | jobs.batch "a" is forbidden: exceeded quota: team, requested: count/jobs.batch=1, used: count/jobs.batch=9, limited: count/jobs.batch=9
            403 | REFUSED         | jobs.batch "a" is forbidden: unable to create new content in namespace resforge because it is being terminated
            403 | REFUSED         | admission webhook "jobs.example.com" denied the request: no run on a Friday
            400 | REFUSED         | admission webhook "jobs.example.com" denied the request: no run on a Friday
            418 | REFUSED         | admission webhook "jobs.example.com" denied the request: I am a teapot
            422 | REFUSED         | jobs.batch "a" is forbidden: ValidatingAdmissionPolicy 'small' with binding 'all' denied request: at most 8 CPUs
            404 | REFUSED         | namespaces "resforge" not found
            404 | NOT_FOUND       | jobs.batch "a" not found
            400 | INVALID         | strict decoding error: unknown field "spec.tempate"
            422 | INVALID         | Job.batch "a" is invalid: spec.completions: Invalid value: -1: must be greater than or equal to 0
            409 | CONFLICT        | Operation cannot be fulfilled on jobs.batch "a": the object has been modified
            410 | CONFLICT        | The provided continue parameter is too old
            429 | BUSY            | too many requests, please try again later
            500 | UNAVAILABLE     | Internal error occurred: failed calling webhook "jobs.example.com": connection refused
            503 | UNAVAILABLE     | apiserver is shutting down
            504 | UNAVAILABLE     | Timeout: request did not complete within the allotted duration
            418 | UNEXPECTED      | I am a teapot
            """)
    void keepsTheWordsOfKubernetesAndKnowsWhatTheyMean(int code, Kind kind, String words) {
        var failure = new KubernetesClientException(
                "Operation failed", code, new StatusBuilder().withMessage(words).build());

        ClusterFailure told = ClusterFailure.of("submit run 'a'", failure);

        assertThat(told.kind()).isEqualTo(kind);
        assertThat(told).hasMessage("could not submit run 'a': " + words);
    }

    @Test
    void saysThatTheServerCannotBeReached() {
        var refused = new KubernetesClientException("Operation failed", new ConnectException("Connection refused"));
        var late = new KubernetesClientException("Operation failed", new TimeoutException());

        assertThat(ClusterFailure.of("list runs", refused))
                .hasMessage("could not list runs: the API server cannot be reached: Connection refused")
                .extracting(ClusterFailure::kind, ClusterFailure::isTransient)
                .containsExactly(Kind.UNAVAILABLE, true);
        assertThat(ClusterFailure.of("list runs", late))
                .hasMessage("could not list runs: the API server cannot be reached: TimeoutException")
                .extracting(ClusterFailure::kind)
                .isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void keepsTheMessageOfAnAnswerWithoutWords() {
        var failure = new KubernetesClientException("Bad Gateway", 502, null);

        assertThat(ClusterFailure.of("list runs", failure))
                .hasMessage("could not list runs: Bad Gateway")
                .extracting(ClusterFailure::kind)
                .isEqualTo(Kind.UNAVAILABLE);
    }
}
