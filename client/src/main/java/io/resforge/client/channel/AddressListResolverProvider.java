package io.resforge.client.channel;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** Makes targets such as {@code resforge:///host-a:9000,host-b:9000} known to gRPC. */
public final class AddressListResolverProvider extends NameResolverProvider {

    static final String SCHEME = "resforge";

    /** For the service loader. */
    public AddressListResolverProvider() {}

    /** The target that stands for these addresses. */
    static String target(List<Address> addresses) {
        String path = "/" + addresses.stream().map(Address::toString).collect(Collectors.joining(","));
        try {
            return new URI(SCHEME, "", path, null).toString(); // escapes the brackets of IPv6
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("every address can be part of a path", impossible);
        }
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
        if (!SCHEME.equals(target.getScheme())) {
            return null;
        }
        List<Address> addresses =
                Address.parseAll(List.of(target.getPath().substring(1).split(",")));
        Executor executor = arguments.getOffloadExecutor();
        return new AddressListResolver(addresses, executor == null ? Runnable::run : executor);
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return 5; // the middle of gRPC's scale; plain targets stay with its DNS
    }

    @Override
    public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
        return Set.of(InetSocketAddress.class);
    }

    /**
     * Resolves a fixed list of servers, each to all its IP addresses, so that calls can go round them. A name that cannot be
     * resolved is left out as long as another can.
     */
    static final class AddressListResolver extends NameResolver {

        private final List<Address> addresses;
        private final Executor executor;
        private final AtomicBoolean resolving = new AtomicBoolean();
        private Listener2 listener;

        AddressListResolver(List<Address> addresses, Executor executor) {
            this.addresses = List.copyOf(addresses);
            this.executor = executor;
        }

        @Override
        public String getServiceAuthority() {
            return addresses.get(0).toString();
        }

        @Override
        public void start(Listener2 newListener) {
            listener = newListener;
            refresh();
        }

        @Override
        public void refresh() {
            if (resolving.compareAndSet(false, true)) {
                executor.execute(() -> {
                    try {
                        listener.onResult(resolve());
                    } finally {
                        resolving.set(false);
                    }
                });
            }
        }

        private ResolutionResult resolve() {
            List<EquivalentAddressGroup> servers = new ArrayList<>();
            List<String> unknown = new ArrayList<>();
            for (Address address : addresses) {
                try {
                    servers.addAll(resolve(address));
                } catch (UnknownHostException failure) {
                    unknown.add(address.host());
                }
            }
            StatusOr<List<EquivalentAddressGroup>> result = servers.isEmpty()
                    ? StatusOr.fromStatus(
                            Status.UNAVAILABLE.withDescription("unknown host " + String.join(", ", unknown)))
                    : StatusOr.fromValue(servers);
            return ResolutionResult.newBuilder().setAddressesOrError(result).build();
        }

        private static List<EquivalentAddressGroup> resolve(Address address) throws UnknownHostException {
            // TLS checks each server against its own name, not the first one's.
            Attributes attributes = Attributes.newBuilder()
                    .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, address.toString())
                    .build();
            List<EquivalentAddressGroup> groups = new ArrayList<>();
            for (InetAddress ip : InetAddress.getAllByName(address.bareHost())) {
                SocketAddress socket = new InetSocketAddress(ip, address.port());
                groups.add(new EquivalentAddressGroup(socket, attributes));
            }
            return groups;
        }

        @Override
        public void shutdown() {
            // Nothing is held between two resolutions.
        }
    }
}
