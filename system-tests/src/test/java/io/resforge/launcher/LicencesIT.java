package io.resforge.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is packaged may be passed on: each library of a bill of materials is under a licence that was decided on. */
class LicencesIT {

    /**
     * SPDX ids of licences under which a library may be passed on as a jar of its own, unchanged. Of several that a library offers one is
     * enough.
     */
    private static final Set<String> ALLOWED =
            Set.of("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "EPL-2.0", "ISC", "MIT", "MIT-0");

    /** Their poms say "The BSD License" and link to BSD-3-Clause, which their texts are; the bill of materials has another id for that name. */
    private static final Set<String> READ = Set.of("org.jline:jline [BSD-4-Clause]");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trainer-service/target/quarkus-app/bom.cdx.json",
                "inference-service/target/quarkus-app/bom.cdx.json",
                "cli/target/lib/bom.cdx.json"
            })
    void everyLibraryThatIsPackagedIsUnderALicenceThatWasDecidedOn(String file) throws IOException {
        // Given
        Path path = Path.of(System.getProperty("resforge.root"), file);
        assumeFalse(
                Boolean.getBoolean("resforge.offline") && Files.notExists(path),
                "a build without a network (-o) writes no bill of materials");
        // When
        JsonNode bom = new ObjectMapper().readTree(path.toFile());
        Set<String> others = new TreeSet<>();
        for (JsonNode library : bom.path("components")) {
            String name =
                    library.path("group").asText() + ":" + library.path("name").asText();
            List<String> licences = licences(library);
            if (licences.stream().noneMatch(ALLOWED::contains)) {
                others.add(name + " " + licences);
            }
        }
        others.removeAll(READ);
        // Then
        assertThat(bom.path("specVersion").asText()).isEqualTo("1.6");
        assertThat(bom.path("components").size()).isGreaterThan(30);
        assertThat(others)
                .as("libraries under a licence that was not decided on")
                .isEmpty();
    }

    private static List<String> licences(JsonNode library) {
        List<String> licences = new ArrayList<>();
        for (JsonNode licence : library.path("licenses")) {
            Stream.of("/license/id", "/license/name", "/expression")
                    .map(place -> licence.at(place).asText())
                    .filter(text -> !text.isEmpty())
                    .forEach(licences::add);
        }
        return licences;
    }
}
