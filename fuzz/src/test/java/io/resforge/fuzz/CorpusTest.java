package io.resforge.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.resforge.cli.common.ContextsFuzzTest;
import io.resforge.inference.api.http.HttpBodiesFuzzTest;
import io.resforge.support.access.PrincipalsFuzzTest;
import io.resforge.testing.Mutations;
import io.resforge.trainer.api.TrainerCallsFuzzTest;
import io.resforge.trainer.worker.SnapshotFuzzTest;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each target of {@code ./resforge fuzz}, without Jazzer: all inputs of its corpus, and changes to them by seed. */
class CorpusTest {

    private static final int CHANGES = Integer.getInteger("fuzz.changes", 200);
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final Path CORPUS = Path.of("src/test/resources");

    private static final List<Class<?>> TARGETS = List.of(
            StoreFuzzTest.class,
            SignatureFuzzTest.class,
            SnapshotFuzzTest.class,
            ImageFuzzTest.class,
            DatasetFuzzTest.class,
            RecipeFuzzTest.class,
            PrincipalsFuzzTest.class,
            ContextsFuzzTest.class,
            TrainerCallsFuzzTest.class,
            HttpBodiesFuzzTest.class);

    static Stream<Method> targets() {
        return TARGETS.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(FuzzTest.class));
    }

    @ParameterizedTest
    @MethodSource("targets")
    @Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void keepsItsBounds(Method target) throws Exception {
        target.setAccessible(true);
        List<byte[]> corpus = corpus(target);
        Object test = instance(target.getDeclaringClass());
        for (byte[] input : corpus) {
            read(test, target, input);
        }
        Mutations changes = new Mutations(corpus, SEED);
        for (int i = 0; i < CHANGES; i++) {
            read(test, target, changes.get(i));
        }
    }

    private static void read(Object test, Method target, byte[] input) throws IllegalAccessException {
        try {
            target.invoke(test, (Object) input.clone());
        } catch (InvocationTargetException e) {
            throw new AssertionError(target.getName() + " of " + HexFormat.of().formatHex(input), e.getCause());
        }
    }

    /** The inputs that are kept for a target, where Jazzer looks for them too. */
    private static List<byte[]> corpus(Method target) throws IOException {
        Class<?> type = target.getDeclaringClass();
        Path folder = CORPUS.resolve(type.getPackageName().replace('.', '/'))
                .resolve(type.getSimpleName() + "Inputs")
                .resolve(target.getName());
        assertThat(folder).isDirectory();
        List<byte[]> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                inputs.add(Files.readAllBytes(file));
            }
        }
        return inputs;
    }

    private static Object instance(Class<?> type) throws ReflectiveOperationException {
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }
}
