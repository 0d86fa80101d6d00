package io.resforge.client.channel;

import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.time.Duration;
import java.util.List;
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
     * @param tls whether to speak TLS with the platform's trusted roots
     * @param interceptors see every call, the last of them first
     */
    public static ManagedChannel open(
            List<Address> addresses, CallPolicy policy, boolean tls, List<ClientInterceptor> interceptors) {
        return open(addresses, policy, tls, interceptors, SILENCE, ANSWERS_WITHIN);
    }

    /**
     * @param silence after which a connection with calls under way is pinged, which finds a dead one under a silent stream; at
     *     least 10 s, gRPC makes no shorter ones
     * @param answersWithin how long a ping may take before the connection counts as dead
     */
    static ManagedChannel open(
            List<Address> addresses,
            CallPolicy policy,
            boolean tls,
            List<ClientInterceptor> interceptors,
            Duration silence,
            Duration answersWithin) {
        ChannelCredentials credentials = tls ? TlsChannelCredentials.create() : InsecureChannelCredentials.create();
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
}
