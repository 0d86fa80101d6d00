package io.resforge.support.transport;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.resforge.support.transport.FrameLimit.StreamCount;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Bounds the connections of each port. When there are too many, the one that has been idle longest makes room, so that
 * health checks are answered however many sockets others hold open. Idle connections are closed after a while. {@link
 * FrameLimit} looks at what comes.
 *
 * <p>No server shows a connection before its first request. Netty does, by an extension that it finds by the system
 * property {@code io.netty.bootstrap.extensions}; so there is one table for the process.
 */
public final class ConnectionLimit extends ChannelInitializerExtension {

    /** A connection by the addresses of its two ends. */
    private record Ends(int port, String host, int hostPort) {

        static Optional<Ends> of(SocketAddress local, SocketAddress remote) {
            return local instanceof InetSocketAddress here
                            && remote instanceof InetSocketAddress there
                            && there.getAddress() != null
                    ? Optional.of(new Ends(here.getPort(), there.getAddress().getHostAddress(), there.getPort()))
                    : Optional.empty();
        }
    }

    private static final class Open {

        private final Channel channel;
        private long idleSince = System.nanoTime();
        private int requests;
        private boolean asked;

        Open(Channel channel) {
            this.channel = channel;
        }

        boolean isIdle() {
            return requests == 0;
        }
    }

    /** In the order of their arrival. */
    private static final Map<Ends, Open> OPEN = new LinkedHashMap<>();

    private static final StreamCount STREAMS =
            StreamCount.within(Runtime.getRuntime().maxMemory());

    private static int most = Integer.MAX_VALUE;

    /** Has Netty find this class; to be called before the first server is made. */
    public static void install() {
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    /** Sets how many connections a port may have. */
    public static void limit(int connections) {
        synchronized (OPEN) {
            most = connections;
        }
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        if (channel.config().getRecvByteBufAllocator() instanceof MaxMessagesRecvByteBufAllocator reads) {
            reads.maxMessagesPerRead(
                    1); // of 16, each may be 64 KiB of calls, and the other connections of the thread wait
        }
        channel.pipeline().addFirst(new FrameLimit(System::nanoTime, STREAMS));
        Ends.of(channel.localAddress(), channel.remoteAddress()).ifPresent(ends -> open(ends, channel));
    }

    private static void open(Ends ends, Channel channel) {
        Open opened = new Open(channel);
        Optional<Channel> one;
        synchronized (OPEN) {
            OPEN.put(ends, opened);
            one = count(ends.port()) <= most ? Optional.empty() : Optional.of(takeLongestIdle(ends.port(), ends));
        }
        channel.closeFuture().addListener(closed -> {
            synchronized (OPEN) {
                OPEN.remove(ends, opened);
            }
        });
        one.ifPresent(Channel::close);
    }

    private static long count(int port) {
        return OPEN.keySet().stream().filter(ends -> ends.port() == port).count();
    }

    /** Takes one of a port out of the table, which may be slower to close; the latest, if all others are busy. */
    private static Channel takeLongestIdle(int port, Ends latest) {
        Ends idle = OPEN.entrySet().stream()
                .filter(open -> open.getKey().port() == port && open.getValue().isIdle())
                .min(Comparator.comparingLong(open -> open.getValue().idleSince - System.nanoTime()))
                .map(Map.Entry::getKey)
                .orElse(latest);
        return OPEN.remove(idle).channel;
    }

    /** How many connections there are. */
    public static int open() {
        synchronized (OPEN) {
            return OPEN.size();
        }
    }

    /** A request of a connection has begun; it is to be followed by one {@link #ended}. */
    public static void begun(SocketAddress local, SocketAddress remote) {
        change(local, remote, 1);
    }

    /** A request has ended, its answer included. */
    public static void ended(SocketAddress local, SocketAddress remote) {
        change(local, remote, -1);
    }

    private static void change(SocketAddress local, SocketAddress remote, int by) {
        Ends.of(local, remote).ifPresent(ends -> {
            synchronized (OPEN) {
                Open open = OPEN.get(ends);
                if (open != null) {
                    open.requests += by;
                    open.asked = true;
                    open.idleSince = System.nanoTime();
                }
            }
        });
    }

    /**
     * Closes a port's connections in no request: before the first after {@code unasked}, later after {@code between}.
     */
    public static void closeIdle(int port, Duration unasked, Duration between) {
        Set<Channel> late = new HashSet<>();
        synchronized (OPEN) {
            long now = System.nanoTime();
            OPEN.forEach((ends, open) -> {
                Duration longest = open.asked ? between : unasked;
                if (ends.port() == port && open.isIdle() && now - open.idleSince > longest.toNanos()) {
                    late.add(open.channel);
                }
            });
        }
        late.forEach(Channel::close);
    }
}
