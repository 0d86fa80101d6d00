package io.resforge.client.channel;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
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
}
