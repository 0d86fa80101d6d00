package io.resforge.spine;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sees which servers answer a client, by their ports. */
final class Reached implements ClientInterceptor {

    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();

    /** Waits until a server answers this client from now on. */
    void await(int port) {
        ports.remove(port);
        Until.holds("port " + port + " answers", () -> ports.contains(port));
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<R> listener, Metadata headers) {
                super.start(new Noting<>(listener, this), headers);
            }
        };
    }

    private final class Noting<R> extends SimpleForwardingClientCallListener<R> {

        private final ClientCall<?, R> call;

        Noting(ClientCall.Listener<R> listener, ClientCall<?, R> call) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(R message) {
            if (call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress server) {
                ports.add(server.getPort());
            }
            super.onMessage(message);
        }
    }
}
