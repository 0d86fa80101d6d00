package io.resforge.registry.checkpoint;

import static io.resforge.registry.SampleCheckpoints.MODEL;
import static io.resforge.registry.SampleCheckpoints.draft;
import static io.resforge.registry.SampleCheckpoints.weights;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.resforge.registry.MemoryStore;
import io.resforge.registry.json.Json;
import java.time.Clock;
import java.util.TreeMap;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;

class ModelBomTest {

    private final MemoryStore store = new MemoryStore();
    private final Checkpoints checkpoints = new Checkpoints(store, Clock.systemUTC());

    @Test
    void keepsToTheSchemaOfCycloneDx() throws Exception {
        // When
        checkpoints.publish(draft(.9), weights(1));
        // Then
        assertThat(new JsonParser().validate(bom(1), Version.VERSION_16)).isEmpty();
        assertThat(new JsonParser().parse(bom(1)).getMetadata().getComponent().getName())
                .isEqualTo(MODEL);
    }

    @Test
    void saysWhatTheModelIsAndWhatItWasTrainedOn() throws Exception {
        // When
        Manifest manifest = checkpoints.publish(draft(.9), weights(1));
        // Then
        JsonNode bom = Json.tree(bom(1));
        JsonNode model = bom.at("/metadata/component");
        assertThat(model.path("version").asText()).isEqualTo("1");
        assertThat(model.at("/hashes/0/content").asText())
                .isEqualTo(manifest.files().get(Manifest.PARAMETERS).sha256());
        assertThat(model.at("/modelCard/modelParameters/modelArchitecture").asText())
                .isEqualTo(manifest.architecture());
        assertThat(model.at("/modelCard/quantitativeAnalysis/performanceMetrics/0/value")
                        .asText())
                .isEqualTo("0.9");
        assertThat(bom.path("components")).anySatisfy(component -> {
            assertThat(component.path("type").asText()).isEqualTo("data");
            assertThat(component.at("/properties/0/value").asText())
                    .isEqualTo(manifest.dataset().digest());
        });
        manifest.software().forEach((name, version) -> assertThat(bom.path("components"))
                .anySatisfy(component -> assertThat(component.path("name").asText() + " "
                                + component.path("version").asText())
                        .isEqualTo(name + " " + version)));
    }

    @Test
    void isTheSameForTheSameVersionAndAnotherForAnother() {
        // Given
        checkpoints.publish(draft(.9), weights(1));
        checkpoints.publish(draft(.9), weights(1));
        // Then
        Manifest first = checkpoints.manifest(MODEL, "1").orElseThrow();
        var files = new TreeMap<>(first.files());
        files.remove(Manifest.BOM);
        assertThat(ModelBom.encode(draft(.9), "1", files)).isEqualTo(bom(1));
        assertThat(bom(2)).isNotEqualTo(bom(1));
    }

    private byte[] bom(int version) {
        return store.get("models/cifar10/versions/" + version + "/bom.cdx.json").orElseThrow();
    }
}
