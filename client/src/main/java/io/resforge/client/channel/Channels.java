package io.resforge.client.channel;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Opens channels that balance over all addresses, try again and give up in time. */
public final class Channels {

    private static final int MAX_ANSWER_BYTES = 64 << 20;

    private Channels() {}

    /**
     * Opens a channel. It connects with the first call.
     *
     * @param addresses the servers, at least one; calls go round them
     * @param policy deadlines and retries
     * @param tls whether to speak TLS with the platform's trusted roots
     */
    public static ManagedChannel open(List<Address> addresses, CallPolicy policy, boolean tls) {
        ChannelCredentials credentials = tls ? TlsChannelCredentials.create() : InsecureChannelCredentials.create();
        // Finds a dead connection under a stream that is silent for long; our servers permit a ping every 10 s.
        return Grpc.newChannelBuilder(AddressListResolverProvider.target(addresses), credentials)
                .defaultServiceConfig(ServiceConfig.of(policy, addresses.size() > 1))
                .intercept(new DeadlineInterceptor(policy.deadline()))
                .maxInboundMessageSize(MAX_ANSWER_BYTES)
                .keepAliveTime(30, TimeUnit.SECONDS)
                .keepAliveTimeout(10, TimeUnit.SECONDS)
                .build();
    }
}
