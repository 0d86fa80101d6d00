package io.resforge.neuralnet.torchscript;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptArchiveTest {

    private final TimeZone zone = TimeZone.getDefault();

    @AfterEach
    void restoreTimeZone() {
        TimeZone.setDefault(zone);
    }

    @Test
    void theSameScriptGivesTheSameBytesInEveryTimeZone() {
        // Given
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
        byte[] tokyo = ScriptArchive.of("class Network(Module):\n");
        TimeZone.setDefault(TimeZone.getTimeZone("America/Lima"));
        // When
        byte[] lima = ScriptArchive.of("class Network(Module):\n");
        // Then
        assertThat(lima).isEqualTo(tokyo);
    }

    @Test
    void holdsTheScriptAsItIs() throws IOException {
        // When
        List<String> names = new ArrayList<>();
        String script = "";
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(ScriptArchive.of("a script")))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
                assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
                String content = new String(zip.readAllBytes(), StandardCharsets.UTF_8);
                script = entry.getName().endsWith("__torch__.py") ? content : script;
            }
        }
        // Then
        assertThat(script).isEqualTo("a script");
        assertThat(names)
                .containsExactly(
                        "module/data.pkl", "module/code/__torch__.py", "module/constants.pkl", "module/version");
    }
}
