package io.resforge.client.channel;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Opens channels that balance over all addresses, try again and give up in time. */
public final class Channels {

    private static final int MAX_ANSWER_BYTES = 64 << 20;

    /**
     * A call whose messages are larger on the wire is not tried again; gRPC's own bound is 1 MiB, and our servers take messages of 32 MiB. Kept
     * are no copies but the messages themselves, which the callers hold anyway: for all calls together there is no bound.
     */
    private static final long MAX_REPEATABLE_BYTES = 33 << 20;

    // Our servers permit a ping every 10 s.
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

    private Channels() {}

    /**
     * Opens a channel. It connects with the first call.
     *
     * @param addresses the servers, at least one; calls go round them
     * @param policy deadlines and retries
     * @param credentials TLS or none
     * @param interceptors see every call, the last of them first
     */
    public static ManagedChannel open(
            List<Address> addresses,
            CallPolicy policy,
            ChannelCredentials credentials,
            List<ClientInterceptor> interceptors) {
        return open(addresses, policy, credentials, interceptors, SILENCE, ANSWERS_WITHIN);
    }

    /**
     * @param silence after which a connection with calls under way is pinged, which finds a dead one under a silent stream; at
     *     least 10 s, gRPC makes no shorter ones
     * @param answersWithin how long a ping may take before the connection counts as dead
     */
    static ManagedChannel open(
            List<Address> addresses,
            CallPolicy policy,
            ChannelCredentials credentials,
            List<ClientInterceptor> interceptors,
            Duration silence,
            Duration answersWithin) {
        return Grpc.newChannelBuilder(AddressListResolverProvider.target(addresses), credentials)
                .defaultServiceConfig(ServiceConfig.of(policy, addresses.size() > 1))
                .intercept(new DeadlineInterceptor(policy.deadline()))
                .intercept(interceptors)
                .maxInboundMessageSize(MAX_ANSWER_BYTES)
                .perRpcBufferLimit(MAX_REPEATABLE_BYTES)
                .retryBufferSize(Long.MAX_VALUE)
                .keepAliveTime(silence.toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(answersWithin.toNanos(), TimeUnit.NANOSECONDS)
                .build();
    }

    /** The same channel, whose unary calls have another deadline unless they bring one. */
    public static Channel withDeadline(Channel channel, Duration deadline) {
        return ClientInterceptors.intercept(channel, new DeadlineInterceptor(deadline));
    }

    /** Gives every unary call a deadline that has none; streams last as long as they last. */
    static final class DeadlineInterceptor implements ClientInterceptor {

        private final Duration deadline;

        DeadlineInterceptor(Duration deadline) {
            this.deadline = deadline;
        }

        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            boolean bounded = options.getDeadline() != null || method.getType() != MethodDescriptor.MethodType.UNARY;
            CallOptions used = bounded ? options : options.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
            return next.newCall(method, used);
        }
    }

    /**
     * gRPC's service config: round robin, and retries while a server is unavailable or breaks calls off (proposals A6 and A17 of gRPC). Numbers are
     * doubles, since gRPC reads the config as JSON.
     */
    static final class ServiceConfig {

        private static final String CLASSIFIER = "resforge.v1.InferenceService";
        private static final String TRAINER = "resforge.v1.TrainerService";
        private static final String REGISTRY = "resforge.v1.RegistryService";

        private ServiceConfig() {}

        /**
         * @param policy how often to try
         * @param severalServers whether there is a choice; then servers that call themselves unhealthy are passed over. With one
         *     server its own words about what is wrong are worth more.
         */
        static Map<String, Object> of(CallPolicy policy, boolean severalServers) {
            Map<String, Object> config = new HashMap<>();
            config.put("loadBalancingConfig", List.of(Map.of("round_robin", Map.of())));
            if (policy.attempts() > 1) {
                config.put("methodConfig", List.of(Map.of("name", repeatable(), "retryPolicy", retries(policy))));
            }
            if (severalServers) {
                config.put("healthCheckConfig", Map.of("serviceName", ""));
            }
            return config;
        }

        /**
         * The methods that may be sent twice. Promote and Rollback are left out: a second rollback goes back one more. A followed stream comes
         * back by itself.
         */
        private static List<Map<String, Object>> repeatable() {
            List<Map<String, Object>> names = new ArrayList<>();
            names.add(Map.of("service", CLASSIFIER));
            List.of(
                            "SubmitRun",
                            "SubmitSweep",
                            "GetRun",
                            "ListRuns",
                            "SuspendRun",
                            "ResumeRun",
                            "CancelRun",
                            "DeleteRun")
                    .forEach(m -> names.add(Map.of("service", TRAINER, "method", m)));
            List.of("ListVersions", "GetVersion").forEach(m -> names.add(Map.of("service", REGISTRY, "method", m)));
            return names;
        }

        private static Map<String, Object> retries(CallPolicy policy) {
            return Map.of(
                    "maxAttempts",
                    (double) policy.attempts(),
                    "initialBackoff",
                    "0.1s",
                    "maxBackoff",
                    "2s",
                    "backoffMultiplier",
                    3.0,
                    "retryableStatusCodes",
                    // A server that breaks calls off when it ends says CANCELLED; what the caller itself cancels is
                    // never
                    // tried again.
                    List.of("UNAVAILABLE", "CANCELLED"));
        }
    }
}
