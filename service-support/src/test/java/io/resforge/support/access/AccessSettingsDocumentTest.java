package io.resforge.support.access;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.resforge.support.SettingConverters;
import io.resforge.support.html.PageConfig;
import io.resforge.testing.SettingsDocument;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AccessSettingsDocumentTest {

    private static final Map<Class<?>, String> WORDS = Map.ofEntries(
            entry(Path.class, "folder"),
            entry(String.class, "text"),
            entry(boolean.class, "yes or no"),
            entry(SettingConverters.Count.class, "number from 1"));

    @Test
    void namesEachSettingOfIdentitiesAndAuditWithItsTypeAndDefault() {
        List<SettingsDocument.Row> rows = Stream.concat(
                        SettingsDocument.of(AccessConfig.class, "resforge.access", WORDS).stream(),
                        SettingsDocument.of(AuditConfig.class, "resforge.audit", WORDS).stream())
                .toList();
        assertThat(SettingsDocument.written("Identities and audit, of both services"))
                .containsExactlyInAnyOrderElementsOf(rows);
    }

    @Test
    void namesEachSettingOfPagesWithItsTypeAndDefault() {
        assertThat(SettingsDocument.written("Pages, of both services"))
                .containsExactlyInAnyOrderElementsOf(
                        SettingsDocument.of(PageConfig.class, "resforge.pages", Map.of(URI.class, "text")));
    }
}
