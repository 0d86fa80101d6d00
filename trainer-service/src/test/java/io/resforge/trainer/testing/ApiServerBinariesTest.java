package io.resforge.trainer.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubeapitest.Utils;
import io.fabric8.kubeapitest.binary.OSInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiServerBinariesTest {

    private static final String PLATFORM = Utils.platformSuffix(new OSInfo());

    @TempDir
    private Path folder;

    @Test
    void areThoseOfTheVariableBeforeAnyOther() throws Exception {
        Path usual = versions("1.34.1" + PLATFORM);
        Path named = programs(folder.resolve("assets"));
        assertThat(ApiServerBinaries.find(Map.of(ApiServerBinaries.VARIABLE, named.toString()), usual))
                .contains(new ApiServerBinaries(named));
    }

    @Test
    void areTheNewestOfTheUsualFolderByNumberNotByText() throws Exception {
        Path usual = versions("1.9.3" + PLATFORM, "1.34.1" + PLATFORM, "1.4.0" + PLATFORM, "1.99.0-plan9-mips");
        assertThat(ApiServerBinaries.find(Map.of(), usual))
                .contains(new ApiServerBinaries(usual.resolve("1.34.1" + PLATFORM)));
    }

    @Test
    void areNoneWhereThereIsNoFolderOrNoneIsWhole() throws Exception {
        Path usual = versions("1.34.1" + PLATFORM);
        Files.delete(usual.resolve("1.34.1" + PLATFORM).resolve("etcd"));
        assertThat(ApiServerBinaries.find(Map.of(), usual)).isEmpty();
        assertThat(ApiServerBinaries.find(Map.of(), folder.resolve("nowhere"))).isEmpty();
    }

    @Test
    void failIfTheVariableNamesAFolderWithoutThem() {
        assertThatThrownBy(() -> ApiServerBinaries.find(
                        Map.of(ApiServerBinaries.VARIABLE, folder.toString()), folder.resolve("k8s")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("KUBEBUILDER_ASSETS is " + folder + ", which has no etcd, kube-apiserver, kubectl");
    }

    private Path versions(String... names) throws Exception {
        Path usual = folder.resolve("k8s");
        for (String name : names) {
            programs(usual.resolve(name));
        }
        return usual;
    }

    private static Path programs(Path folder) throws Exception {
        Files.createDirectories(folder);
        for (String program : new String[] {"etcd", "kube-apiserver", "kubectl"}) {
            assertThat(Files.createFile(folder.resolve(program)).toFile().setExecutable(true))
                    .isTrue();
        }
        return folder;
    }
}
