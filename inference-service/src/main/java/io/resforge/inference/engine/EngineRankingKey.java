package io.resforge.inference.engine;

import io.resforge.neuralnet.torch.Processor;
import io.resforge.registry.checkpoint.Manifest;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All that decides which engine is fastest.
 *
 * @param image such as {@code 3×32×32}
 * @param processor its name
 * @param features of the processor
 * @param versions of the libraries by the engines that can serve the version
 */
record EngineRankingKey(
        String architecture,
        String image,
        int classes,
        int maxBatch,
        String processor,
        List<String> features,
        Map<String, String> versions) {

    EngineRankingKey {
        features = List.copyOf(features);
        versions = Map.copyOf(versions);
    }

    static EngineRankingKey of(Manifest manifest, List<EngineCandidate> entrants, int maxBatch) {
        Processor processor = Processor.current();
        Map<String, String> versions = entrants.stream()
                .map(EngineCandidate::backend)
                .collect(Collectors.toMap(backend -> backend.kind().label(), Backend::version));
        return new EngineRankingKey(
                manifest.architecture(),
                manifest.image().shape().text(),
                manifest.labels().size(),
                maxBatch,
                processor.name(),
                processor.tellingFeatures(),
                versions);
    }
}
