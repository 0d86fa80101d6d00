package io.resforge.trainer.backend.kubernetes.client;

import static java.net.HttpURLConnection.HTTP_BAD_REQUEST;
import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_ENTITY_TOO_LARGE;
import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static java.net.HttpURLConnection.HTTP_GONE;
import static java.net.HttpURLConnection.HTTP_INTERNAL_ERROR;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;
import static java.net.HttpURLConnection.HTTP_UNAUTHORIZED;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.resforge.trainer.backend.kubernetes.client.ClusterFailure.Kind;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Kubernetes did not do what was asked; the message has its own words. */
public final class ClusterFailure extends RuntimeException {

    /** What stood in the way. */
    public enum Kind {
        /** The control plane's credentials are none, or no more. */
        UNAUTHENTICATED,
        /** The control plane's role does not allow it. */
        FORBIDDEN,
        /** A quota of the namespace is used up. */
        QUOTA_EXCEEDED,
        /** An admission controller, a webhook or a policy of the cluster does not want it, or the namespace cannot take it. */
        REFUSED,
        /** It is no valid object. */
        INVALID,
        /** There is no such object. */
        NOT_FOUND,
        /** It was changed meanwhile. */
        CONFLICT,
        /** The API server has too much to do. */
        BUSY,
        /** The API server cannot be reached, does not answer in time, or is not well. */
        UNAVAILABLE,
        /** Anything else. */
        UNEXPECTED
    }

    private final Kind kind;

    private ClusterFailure(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /**
     * What a failed call means.
     *
     * @param action that was tried, such as {@code submit run 'a'}
     */
    public static ClusterFailure of(String action, KubernetesClientException failure) {
        ErrorText words = ErrorText.of(failure);
        return new ClusterFailure(words.kind(), "could not " + action + ": " + words.text(), failure);
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the same call may succeed a moment later. */
    public boolean isTransient() {
        return switch (kind) {
            case BUSY, UNAVAILABLE -> true;
            case UNAUTHENTICATED, FORBIDDEN, QUOTA_EXCEEDED, REFUSED, INVALID, NOT_FOUND, CONFLICT, UNEXPECTED -> false;
        };
    }

    /** What Kubernetes said, and what it means: of one HTTP status there are several meanings, which only its words tell apart. */
    record ErrorText(Kind kind, String text) {

        private static final int UNPROCESSABLE = 422;
        private static final int TOO_MANY_REQUESTS = 429;

        /** As the role-based authorizer says it: {@code User "x" cannot create resource "jobs" …}. */
        private static final Pattern ROLE = Pattern.compile("User \"[^\"]*\" cannot ");

        private static final Pattern ADMISSION =
                Pattern.compile("admission webhook \"|ValidatingAdmissionPolicy '|admission plugin");

        private static final String QUOTA = "exceeded quota";
        private static final String NO_NAMESPACE = "namespaces \"";

        static ErrorText of(KubernetesClientException failure) {
            Optional<Throwable> connection = connection(failure);
            if (failure.getCode() <= 0 && connection.isPresent()) {
                return new ErrorText(Kind.UNAVAILABLE, unreachable(connection.get()));
            }
            String text = text(failure);
            return new ErrorText(kind(failure.getCode(), text), text);
        }

        private static Kind kind(int code, String text) {
            return switch (code) {
                case HTTP_UNAUTHORIZED -> Kind.UNAUTHENTICATED;
                case HTTP_FORBIDDEN -> forbidden(text);
                case HTTP_NOT_FOUND -> text.startsWith(NO_NAMESPACE) ? Kind.REFUSED : Kind.NOT_FOUND;
                case HTTP_BAD_REQUEST, UNPROCESSABLE, HTTP_ENTITY_TOO_LARGE ->
                    ADMISSION.matcher(text).find() ? Kind.REFUSED : Kind.INVALID;
                case HTTP_CONFLICT, HTTP_GONE -> Kind.CONFLICT;
                case TOO_MANY_REQUESTS -> Kind.BUSY;
                // A webhook may choose its status.
                default -> other(code, text);
            };
        }

        private static Kind forbidden(String text) {
            if (text.contains(QUOTA)) {
                return Kind.QUOTA_EXCEEDED;
            }
            return ROLE.matcher(text).find() ? Kind.FORBIDDEN : Kind.REFUSED;
        }

        private static Kind other(int code, String text) {
            if (text.contains("denied the request")) {
                return Kind.REFUSED;
            }
            return code >= HTTP_INTERNAL_ERROR ? Kind.UNAVAILABLE : Kind.UNEXPECTED;
        }

        private static String text(KubernetesClientException failure) {
            String status =
                    failure.getStatus() == null ? null : failure.getStatus().getMessage();
            return status == null || status.isBlank() ? failure.getMessage() : status;
        }

        /** What came instead of an answer. */
        private static Optional<Throwable> connection(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof IOException || cause instanceof TimeoutException) {
                    return Optional.of(cause);
                }
            }
            return Optional.empty();
        }

        private static String unreachable(Throwable cause) {
            String reason = cause.getMessage();
            return "the API server cannot be reached: "
                    + (reason == null || reason.isBlank() ? cause.getClass().getSimpleName() : reason);
        }
    }
}
