package io.resforge.client;

import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.resforge.client.channel.Address;
import io.resforge.client.channel.CallPolicy;
import io.resforge.client.channel.Channels;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One of the two services as seen from here: its channel, and what to say when a call fails. */
final class ServiceConnection implements AutoCloseable {

    private final String name;
    private final CallPolicy policy;
    private final ManagedChannel channel;

    ServiceConnection(List<Address> addresses, CallPolicy policy, boolean tls, List<ClientInterceptor> interceptors) {
        this.name = addresses.stream().map(Address::toString).collect(Collectors.joining(", "));
        this.policy = policy;
        this.channel = Channels.open(addresses, policy, tls, interceptors);
    }

    ManagedChannel channel() {
        return channel;
    }

    CallPolicy policy() {
        return policy;
    }

    /** Makes a call and translates its failure. */
    <T> T call(Supplier<T> call) {
        return call(policy.deadline(), call);
    }

    /** The same of a call that has a deadline of its own. */
    <T> T call(Duration deadline, Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException failure) {
            throw failure(failure, deadline);
        }
    }

    ResForgeException failure(StatusRuntimeException failure) {
        return failure(failure, policy.deadline());
    }

    private ResForgeException failure(StatusRuntimeException failure, Duration deadline) {
        if (failure.getStatus().getCode() == Status.Code.UNAVAILABLE) {
            // The next call finds out for itself whether the server is back, rather than after a pause of up to two
            // minutes.
            channel.resetConnectBackoff();
        }
        return CallErrors.translate(failure, name, deadline);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
