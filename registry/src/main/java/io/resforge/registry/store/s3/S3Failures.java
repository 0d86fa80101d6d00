package io.resforge.registry.store.s3;

import io.resforge.registry.store.StoreFailure;
import io.resforge.registry.store.transfer.NetworkReasons;
import io.resforge.registry.store.transfer.ProxySettings;
import java.net.URI;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Words what a store in S3 could not do, and why. */
final class S3Failures {

    private final String store;
    private final URI server;

    /** @param store where it is, without secrets */
    S3Failures(Object store, URI server) {
        this.store = store.toString();
        this.server = server;
    }

    StoreFailure because(String action, Exception e) {
        return new StoreFailure(
                "could not " + action + " in the store at " + store + ": " + reason(e) + ProxySettings.note(server), e);
    }

    StoreFailure because(String action, String reason) {
        return new StoreFailure("could not " + action + " in the store at " + store + ": " + reason);
    }

    static boolean hasStatus(SdkException e, int status) {
        return e instanceof S3Exception answer && answer.statusCode() == status;
    }

    /** Whether it is an object that is not there, and not the bucket. */
    static boolean saysThatObjectIsMissing(SdkException e) {
        return e instanceof S3Exception answer
                && answer.statusCode() == 404
                && !code(answer).equals("NoSuchBucket");
    }

    /** The server's own name for what went wrong; empty if it gave none. */
    static String code(S3Exception e) {
        return e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
                ? ""
                : e.awsErrorDetails().errorCode();
    }

    private static String reason(Exception e) {
        return switch (e) {
            case S3Exception answer -> answered(answer);
            case ApiCallTimeoutException late -> "the server did not answer in time";
            case ApiCallAttemptTimeoutException late -> "the server did not answer in time";
            default -> unanswered(e);
        };
    }

    private static String answered(S3Exception e) {
        String said = " (" + e.statusCode() + " " + code(e) + message(e) + ")";
        return switch (code(e)) {
            case "NoSuchBucket" -> "there is no such bucket" + said;
            case "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken" ->
                "the credentials were refused (" + e.statusCode() + " " + code(e) + ")";
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                "the bucket is in another region than AWS_REGION says" + said;
            default -> byStatus(e.statusCode()) + said;
        };
    }

    private static String byStatus(int status) {
        if (status == 403) {
            // To a client that may not list, Amazon's servers do not say that an object is missing.
            return "access is denied; reading takes s3:GetObject and s3:ListBucket, writing s3:PutObject,"
                    + " s3:DeleteObject and s3:AbortMultipartUpload too";
        }
        return status >= 500 ? "the server failed" : "the server refused";
    }

    private static String message(S3Exception e) {
        String message =
                e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
        return message == null || message.isBlank() ? "" : ": " + NetworkReasons.shortened(message);
    }

    private static String unanswered(Exception e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("Unable to load credentials")
                ? "there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or what else the AWS SDK"
                        + " takes them from"
                : NetworkReasons.of(e);
    }
}
