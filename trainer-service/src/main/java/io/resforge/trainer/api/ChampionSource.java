package io.resforge.trainer.api;

import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import io.resforge.v1.WatchChampionResponse;
import java.util.List;
import java.util.Optional;

/** Looks at the promotions of one model for one client. */
final class ChampionSource implements Stream.Source<WatchChampionResponse> {

    private final Promotions promotions;
    private final String model;
    private long known;

    ChampionSource(Promotions promotions, String model) {
        this.promotions = promotions;
        this.model = model;
    }

    @Override
    public Stream.Look<WatchChampionResponse> look() {
        List<Promotion> news = news();
        if (!news.isEmpty()) {
            known = news.getLast().number();
        }
        return new Stream.Look<>(news.stream().map(ChampionSource::answer).toList(), false);
    }

    private List<Promotion> news() {
        Optional<Promotion> newest = promotions.newerThan(RegistryGrpc.model(model), known);
        boolean missedSome = known > 0 && newest.isPresent() && newest.get().number() > known + 1;
        return missedSome
                ? promotions.history(RegistryGrpc.model(model)).stream()
                        .filter(promotion -> promotion.number() > known)
                        .toList()
                : newest.stream().toList();
    }

    private static WatchChampionResponse answer(Promotion promotion) {
        return WatchChampionResponse.newBuilder()
                .setPromotion(VersionWriter.promotion(promotion))
                .build();
    }
}
