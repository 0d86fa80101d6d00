package io.resforge.support.page;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Tells one browser of changes by looking again and again, as server-sent events. One that reads slowly is sent no more than it takes: it
 * gets the newest state once it is ready. A stream ends after a while, when the server stops, or when its reader may not see it any more;
 * browsers then ask anew.
 */
public final class PageStream {

    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);
    private static final Duration LOOK_AT_IDENTITY = Duration.ofSeconds(5);

    private final HttpServerResponse client;
    private final Duration interval;
    private final CountDownLatch over = new CountDownLatch(1);

    /** What a stream looks at. Only one thread does. */
    public interface Source extends AutoCloseable {

        /** Looks once; nothing new is an empty list. */
        List<PageEvent> look();

        /** Whether nothing will follow what the last look gave. */
        boolean isOver();

        @Override
        default void close() {}
    }

    /**
     * What a page's script is told.
     *
     * @param name that it listens for
     * @param data HTML or JSON
     */
    public record PageEvent(String name, String data) {

        /** The last one: the page closes the stream, and asks for no other. */
        public static final PageEvent END = new PageEvent("end", "");

        private String frame() {
            StringBuilder frame = new StringBuilder("event: ").append(name).append('\n');
            data.lines().forEach(line -> frame.append("data: ").append(line).append('\n'));
            return (data.isEmpty() ? frame.append("data:\n") : frame)
                    .append('\n')
                    .toString();
        }
    }

    PageStream(HttpServerResponse client, Duration interval) {
        this.client = client;
        this.interval = interval;
    }

    /** Ends the stream. */
    void stop() {
        over.countDown();
    }

    /** @param allowed looks whether its reader still may see it */
    void run(Source source, Runnable allowed) throws InterruptedException {
        long begun = System.nanoTime();
        long looked = begun;
        long sent = begun;
        do {
            long now = System.nanoTime();
            if (now - begun > LONGEST.toNanos()) {
                return;
            }
            if (now - looked > LOOK_AT_IDENTITY.toNanos()) {
                allowed.run();
                looked = now;
            }
            if (!client.writeQueueFull()) {
                List<PageEvent> news = source.look();
                news.forEach(event -> client.write(event.frame()));
                if (source.isOver()) {
                    client.write(PageEvent.END.frame());
                    return;
                }
                if (!news.isEmpty()) {
                    sent = now;
                } else if (now - sent > SIGN_OF_LIFE.toNanos()) {
                    client.write(":\n\n");
                    sent = now;
                }
            }
        } while (!over.await(interval.toNanos(), NANOSECONDS));
    }
}
