package io.resforge.inference.app;

import io.netty.channel.EventLoopGroup;
import io.resforge.inference.models.ReloadEvent;
import io.resforge.inference.models.ReloadEvent.ReloadListener;
import io.resforge.support.ShortTimeSlices;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets calls be read and answers be sent before the next images are computed, once there is a model. */
final class EventLoopTimeSlices implements ReloadListener {

    private final EventLoopGroup loops;
    private final AtomicBoolean done = new AtomicBoolean();

    EventLoopTimeSlices(EventLoopGroup loops) {
        this.loops = loops;
    }

    @Override
    public void on(String model, ReloadEvent event) {
        if (event instanceof ReloadEvent.WentLive && done.compareAndSet(false, true)) {
            loops.forEach(loop -> loop.execute(ShortTimeSlices::become));
        }
    }
}
