package io.resforge.trainer.run;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.resforge.registry.run.EpochRecord;
import io.resforge.registry.run.RunStatus.Progress;
import io.resforge.registry.run.RunStore;
import io.resforge.trainer.backend.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The finished epochs of runs. They never change, so each is read once, as far as there is room to remember it. */
final class RunEpochs {

    /** Some 50 MB. */
    private static final int MOST_REMEMBERED = 200_000;

    private static final int SOME = 16;

    private final RunStore store;
    private final Cache<String, List<EpochRecord>> known = cache();
    private final Cache<String, List<EpochRecord>> samples = cache();

    RunEpochs(RunStore store) {
        this.store = store;
    }

    private static Cache<String, List<EpochRecord>> cache() {
        return Caffeine.newBuilder()
                .maximumWeight(MOST_REMEMBERED)
                .weigher((String key, List<EpochRecord> epochs) -> 1 + epochs.size())
                .build();
    }

    List<EpochRecord> all(RunView run) {
        String key = key(run);
        List<EpochRecord> before = Optional.ofNullable(known.getIfPresent(key)).orElse(List.of());
        if (run.state().ended() && !before.isEmpty() && before.size() >= finished(run)) {
            return before;
        }
        List<EpochRecord> news = store.epochsAfter(run.id(), before.size());
        if (news.isEmpty()) {
            return before;
        }
        List<EpochRecord> all = new ArrayList<>(before);
        all.addAll(news);
        List<EpochRecord> now = List.copyOf(all);
        known.put(key, now);
        return now;
    }

    /** At most {@value #SOME}, which is what a small picture shows. */
    List<EpochRecord> some(RunView run) {
        List<EpochRecord> all = known.getIfPresent(key(run));
        int last = finished(run);
        if (all != null && all.size() >= last) {
            return numbers(all.size()).mapToObj(number -> all.get(number - 1)).toList();
        }
        String key = key(run) + "/" + last;
        List<EpochRecord> sampled = samples.getIfPresent(key);
        if (sampled == null) {
            sampled = numbers(last)
                    .mapToObj(number -> store.epoch(run.id(), number))
                    .flatMap(Optional::stream)
                    .toList();
            samples.put(key, sampled);
        }
        return sampled;
    }

    private static IntStream numbers(int last) {
        return last <= SOME
                ? IntStream.rangeClosed(1, last)
                : IntStream.range(0, SOME).map(i -> 1 + Math.round((last - 1) * (float) i / (SOME - 1)));
    }

    /** How many epochs are finished at least, as its last report tells. */
    private static int finished(RunView run) {
        return run.progress().map(RunEpochs::finished).orElse(0);
    }

    private static int finished(Progress progress) {
        return progress.step() < progress.steps() ? progress.epoch() - 1 : progress.epoch();
    }

    /** A run that was deleted and submitted anew is another one. */
    private static String key(RunView run) {
        return run.id() + "/" + run.spec().submittedAt();
    }
}
