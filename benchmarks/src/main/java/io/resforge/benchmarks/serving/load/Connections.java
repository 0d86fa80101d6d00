package io.resforge.benchmarks.serving.load;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.resforge.support.ShortTimeSlices;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Some connections to a server, all on one event loop. Callers live on that loop too: what they share needs no lock, and a call costs no
 * change of threads, so that the generator leaves the processors to the server. The loop gets a processor as soon as it wants one: while
 * it waited, all callers would, and no server is to be blamed for that.
 */
public final class Connections implements AutoCloseable {

    // So large that no windows are negotiated under way, which would cost pings.
    private static final int WINDOW = 8 << 20;

    private final EpollEventLoopGroup group = new EpollEventLoopGroup(1);
    private final EventLoop loop = group.next();
    private final List<ManagedChannel> channels;
    private final long thread;

    private Connections(int port, int count, Optional<Guard> guard) {
        channels = IntStream.range(0, count).mapToObj(_ -> open(port, guard)).toList();
        loop.submit(ShortTimeSlices::become).syncUninterruptibly();
        thread = loop.submit(() -> Thread.currentThread().threadId())
                .syncUninterruptibly()
                .getNow();
    }

    /** Connections to a server on this machine; they are made with the first calls. */
    public static Connections to(int port, int count) {
        return new Connections(port, count, Optional.empty());
    }

    /** The same with TLS and a token, if there are any. */
    public static Connections to(int port, int count, Optional<Guard> guard) {
        return new Connections(port, count, guard);
    }

    private ManagedChannel open(int port, Optional<Guard> guard) {
        NettyChannelBuilder channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .directExecutor()
                .eventLoopGroup(group)
                .channelType(EpollSocketChannel.class)
                .flowControlWindow(WINDOW)
                .disableRetry()
                .disableServiceConfigLookUp()
                .maxTraceEvents(0);
        guard.ifPresent(it -> it.guard(channel));
        return channel.build();
    }

    EventLoop loop() {
        return loop;
    }

    /** One of them, in turns. */
    public ManagedChannel channel(long number) {
        return channels.get((int) (number % channels.size()));
    }

    /** Seconds that the generator has computed so far. */
    double processorSeconds() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread) / 1e9;
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
