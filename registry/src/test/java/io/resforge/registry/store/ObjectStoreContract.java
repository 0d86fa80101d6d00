package io.resforge.registry.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every object store must do, whatever it keeps its objects in. */
public abstract class ObjectStoreContract {

    private static final int WRITERS = 8;
    private static final int ROUNDS = 20;

    private ObjectStore store;

    /** An empty store. */
    protected abstract ObjectStore emptyStore() throws Exception;

    /** Another connection to the store that {@link #emptyStore} gave last, as another process would open it. */
    protected abstract ObjectStore reopened() throws Exception;

    /** Takes the store away that {@link #emptyStore} gave last, as a lost disk or network would. */
    protected abstract void loseStore() throws Exception;

    /** More keys than the store lists in one answer, if it has such a limit. */
    protected int manyKeys() {
        return 100;
    }

    @BeforeEach
    void open() throws Exception {
        store = emptyStore();
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(store.list("")).isEmpty();
        assertThat(store.get("models/cifar10/claim.json")).isEmpty();
    }

    @Test
    void showsAnObjectToEverybodyOnceItWasCreated() throws Exception {
        // When
        boolean created = store.create("a/b/c.json", bytes("one"));
        // Then
        assertThat(created).isTrue();
        assertThat(reopened().get("a/b/c.json")).hasValue(bytes("one"));
    }

    @Test
    void readsNoMoreThanTheFirstBytesIfAskedTo() {
        // Given: more than arrives at once
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        store.create("a/large", content);
        // When and then
        for (int most : new int[] {1, 1_000, 200_000, 299_999, 300_000, 300_001, Integer.MAX_VALUE - 8}) {
            assertThat(store.get("a/large", most)).hasValue(Arrays.copyOf(content, Math.min(most, content.length)));
        }
        assertThat(store.get("a/other", 1)).isEmpty();
    }

    @Test
    void leavesAnObjectAloneThatExistsWhenItIsToBeCreated() {
        // Given
        store.create("a", bytes("one"));
        // When
        boolean created = store.create("a", bytes("two"));
        // Then
        assertThat(created).isFalse();
        assertThat(store.get("a")).hasValue(bytes("one"));
    }

    @Test
    void createsAnObjectAgainAfterItWasDeleted() {
        // Given
        store.create("a", bytes("one"));
        store.delete("a");
        // When
        boolean created = store.create("a", bytes("two"));
        // Then
        assertThat(created).isTrue();
        assertThat(store.get("a")).hasValue(bytes("two"));
    }

    @Test
    void replacesAnObject() {
        // Given
        store.put("a/b", bytes("a longer first content"));
        // When
        store.put("a/b", bytes("two"));
        // Then
        assertThat(store.get("a/b")).hasValue(bytes("two"));
    }

    @Test
    void keepsAnEmptyObject() {
        // When
        store.create("empty", new byte[0]);
        // Then
        assertThat(store.get("empty")).hasValue(new byte[0]);
        assertThat(store.list("")).containsExactly("empty");
    }

    @Test
    void keepsEveryByteOfALargeObject() {
        // Given
        byte[] content = new byte[3_000_017];
        new Random(7).nextBytes(content);
        // When
        store.put("large", content);
        // Then
        assertThat(store.get("large").orElseThrow()).isEqualTo(content);
    }

    @Test
    void doesNotKeepTheCallersArray() {
        // Given
        byte[] content = bytes("one");
        store.put("a", content);
        // When
        content[0] = 'X';
        store.get("a").orElseThrow()[1] = 'X';
        // Then
        assertThat(store.get("a")).hasValue(bytes("one"));
    }

    @Test
    void deletesAnObjectAndOnlyThat() {
        // Given
        store.put("a/b", bytes("one"));
        store.put("a/bc", bytes("two"));
        // When
        store.delete("a/b");
        store.delete("a/was-never-there");
        // Then
        assertThat(store.list("")).containsExactly("a/bc");
    }

    @Test
    void listsTheKeysThatBeginWithAPrefixSorted() {
        // Given
        List<String> keys = List.of("a/9", "a/10", "a-b", "a/b/c", "ab", "a.b", "b", "A");
        keys.forEach(key -> store.put(key, bytes(key)));
        // Then
        assertThat(store.list("")).containsExactly("A", "a-b", "a.b", "a/10", "a/9", "a/b/c", "ab", "b");
        assertThat(store.list("a")).containsExactly("a-b", "a.b", "a/10", "a/9", "a/b/c", "ab");
        assertThat(store.list("a/")).containsExactly("a/10", "a/9", "a/b/c");
        assertThat(store.list("a/b")).containsExactly("a/b/c");
        assertThat(store.list("a/b/c")).containsExactly("a/b/c");
        assertThat(store.list("a/b/c/")).isEmpty();
        assertThat(store.list("nowhere/at/all/")).isEmpty();
    }

    @Test
    void listsManyKeys() {
        // Given
        int many = manyKeys();
        for (int i = 0; i < many; i++) {
            store.put(String.format(Locale.ROOT, "many/%04d", i), new byte[0]);
        }
        // Then
        assertThat(store.list("many/"))
                .hasSize(many)
                .isSorted()
                .startsWith("many/0000")
                .endsWith(String.format(Locale.ROOT, "many/%04d", many - 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "../a",
                "a/..",
                "a/../b",
                "a/./b",
                ".hidden",
                "a/.hidden",
                "a\\b",
                "a b",
                "a:b",
                "ä",
                "a\0b",
                "a\nb",
                "a%2e"
            })
    void refusesAKeyThatMightMeanSomethingElse(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.get(key))
                .withMessageContaining("letters, digits and . _ -");
        assertThatIllegalArgumentException().isThrownBy(() -> store.put(key, bytes("x")));
        assertThatIllegalArgumentException().isThrownBy(() -> store.create(key, bytes("x")));
        assertThatIllegalArgumentException().isThrownBy(() -> store.delete(key));
        assertThat(store.list("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "a//", "..", "../", "a/../", "a/.", ".resforge", "a b"})
    void refusesAPrefixThatNoKeyCanHave(String prefix) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.list(prefix))
                .withMessageContaining("beginning of a key");
    }

    @Test
    void takesTheLongestKeyAndRefusesALongerOne() {
        // Given
        String longest = String.join("/", Collections.nCopies(3, "k".repeat(128))) + "/" + "k".repeat(125);
        // When
        store.put(longest, bytes("one"));
        // Then
        assertThat(longest).hasSize(512);
        assertThat(store.list("kkk")).containsExactly(longest);
        assertThatIllegalArgumentException().isThrownBy(() -> store.put(longest + "k", bytes("two")));
        assertThatIllegalArgumentException().isThrownBy(() -> store.put("k".repeat(129), bytes("two")));
    }

    @Test
    void letsOneOfEightRacingWritersCreateAKey() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            // Given
            String key = "race/" + round;
            // When
            List<Boolean> won =
                    SimultaneousWriters.of(WRITERS, writer -> reopened().create(key, bytes("writer " + writer)));
            // Then
            assertThat(won).as("round %d", round).containsOnlyOnce(true);
            assertThat(store.get(key)).as("round %d", round).hasValue(bytes("writer " + won.indexOf(true)));
        }
    }

    @Test
    void showsReadersAWholeObjectWhileItIsReplaced() throws Exception {
        // Given
        store.put("a", filled(0));
        AtomicBoolean done = new AtomicBoolean();
        // When
        List<Boolean> whole = SimultaneousWriters.of(2, role -> {
            if (role == 0) {
                try {
                    for (int i = 0; i < 100; i++) {
                        store.put("a", filled(i));
                    }
                } finally {
                    done.set(true);
                }
                return true;
            }
            boolean allWhole = true;
            while (!done.get()) {
                byte[] seen = store.get("a").orElseThrow();
                allWhole &= Arrays.equals(seen, filled(seen[0]));
            }
            return allWhole;
        });
        // Then
        assertThat(whole).containsOnly(true);
    }

    @Test
    void saysThatItIsGoneRatherThanEmpty() throws Exception {
        // Given
        store.put("a/b", bytes("one"));
        // When
        loseStore();
        // Then
        assertFails(() -> store.get("a/b"), "a/b");
        assertFails(() -> store.get("never/there"), "never/there");
        assertFails(() -> store.list(""), "list");
        assertFails(() -> store.list("a/"), "a/");
        assertFails(() -> store.create("a/c", bytes("two")), "a/c");
        assertFails(() -> store.put("a/b", bytes("two")), "a/b");
        assertFails(() -> store.delete("a/b"), "a/b");
        assertFails(() -> reopened().get("a/b"), "a/b");
    }

    private static void assertFails(ThrowingCallable call, String named) {
        assertThatThrownBy(call)
                .isInstanceOf(StoreFailure.class)
                .hasMessageStartingWith("could not ")
                .hasMessageContaining(named);
    }

    private static byte[] filled(int value) {
        byte[] content = new byte[100_000];
        Arrays.fill(content, (byte) value);
        return content;
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void listsTheFoldersOfOneWithoutWhatIsInThem() {
        store.create("a/b-1/x/y", bytes("1"));
        store.create("a/b-1/z", bytes("2"));
        store.create("a/b/z", bytes("3"));
        store.create("a/c", bytes("4"));
        store.create("ab/c/d", bytes("5"));

        assertThat(store.folders("a/")).containsExactlyInAnyOrder("b", "b-1");
        assertThat(store.folders("none/")).isEmpty();
    }
}
