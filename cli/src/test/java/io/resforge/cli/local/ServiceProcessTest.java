package io.resforge.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.resforge.cli.common.CommandFailed;
import io.resforge.cli.common.Home;
import io.resforge.cli.local.LocalService.ServicePorts;
import io.resforge.testing.FakeServiceMain;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starts processes of a stand-in for a service: one that never listens. */
@Timeout(60)
class ServiceProcessTest {

    @TempDir
    private Path root;

    private LocalSetup surroundings;

    @BeforeEach
    void lookAround() {
        surroundings = LocalSetup.usual(root, new Home(root.resolve("home")));
    }

    private void build(LocalService service) throws IOException {
        Path jar = service.application(root).resolve("app/app.jar");
        Files.createDirectories(jar.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry(service.mainClass().replace('.', '/') + ".class"));
            out.write(standIn(service.mainClass()));
            String fake = FakeServiceMain.class.getName().replace('.', '/') + ".class";
            out.putNextEntry(new ZipEntry(fake));
            FakeServiceMain.class.getClassLoader().getResourceAsStream(fake).transferTo(out);
        }
    }

    /** A class of this name whose main method is that of {@link FakeServiceMain}. */
    private static byte[] standIn(String name) {
        ClassDesc fake = ClassDesc.of(FakeServiceMain.class.getName());
        MethodTypeDesc main = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String.arrayType());
        return ClassFile.of()
                .build(
                        ClassDesc.of(name),
                        type -> type.withMethodBody(
                                "main", main, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC, code -> code.aload(0)
                                        .invokestatic(fake, "main", main)
                                        .return_()));
    }

    private LocalSetup telling(String behaviour) {
        return surroundings.withEnvironment(Map.of("FAKE_SERVICE", behaviour));
    }

    @Test
    void saysThatAServiceIsNotBuilt() {
        assertThatThrownBy(() -> ServiceProcess.start(LocalService.TRAINER, surroundings))
                .isInstanceOf(CommandFailed.class)
                .hasMessageStartingWith("the trainer-service is not built: ")
                .hasMessageEndingWith(" is missing; './resforge up' in a checkout builds it");
    }

    @Test
    void refusesAPlaceWhereNoStoreCanBe() {
        Home home = new Home(root, "ftp://host/store");
        assertThatThrownBy(() -> ServiceProcess.start(LocalService.TRAINER, LocalSetup.usual(root, home)))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("ftp")
                .hasMessageContaining("allowed are a directory");
    }

    @Test
    void tellsTheEndOfTheLogOfAServiceThatDiesWhileItStarts() throws IOException {
        build(LocalService.TRAINER);
        try (ServiceProcess process =
                ServiceProcess.start(LocalService.TRAINER, telling("dies"), ServicePorts.free())) {
            assertThatThrownBy(process::awaitReady)
                    .isInstanceOf(CommandFailed.class)
                    .hasMessageStartingWith("the trainer-service ended with exit code 3 while it started")
                    .hasMessageContaining(surroundings.logs().toString())
                    .hasMessageEndingWith("; the end of its log:")
                    .satisfies(it -> assertThat(((CommandFailed) it).below()).containsExactly("the port is taken"));
        }
    }

    @Test
    void givesTheServiceItsStateAndPorts() throws Exception {
        build(LocalService.TRAINER);
        ServicePorts ports = ServicePorts.free();
        try (ServiceProcess process = ServiceProcess.start(LocalService.TRAINER, telling("tells"), ports)) {
            CommandFailed end = process.end().get(30, TimeUnit.SECONDS);
            assertThat(end)
                    .hasMessageContaining("ended with exit code 0 without being stopped")
                    .satisfies(it -> assertThat(String.join("\n", it.below()))
                            .contains(
                                    "grpc " + ports.grpc() + " of localhost, http " + ports.http(),
                                    "store " + root.resolve("home/store")));
        }
    }

    @Test
    void stopsTheServiceWhenItIsClosed() throws IOException {
        build(LocalService.TRAINER);
        ServiceProcess process = ServiceProcess.start(LocalService.TRAINER, telling("waits"), ServicePorts.free());
        assertThat(process.handle().isAlive()).isTrue();
        process.close();
        // One that has ended counts as alive until this process has asked how.
        assertThat(ServiceProcess.firstToEnd(List.of(process)).join())
                .hasMessageContaining("the trainer-service ended");
        assertThat(process.handle().isAlive()).isFalse();
    }
}
