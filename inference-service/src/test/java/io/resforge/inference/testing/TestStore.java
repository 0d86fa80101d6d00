package io.resforge.inference.testing;

import io.resforge.registry.checkpoint.Checkpoints;
import io.resforge.registry.checkpoint.Manifest;
import io.resforge.registry.checkpoint.TrainingSample;
import io.resforge.registry.promotion.Promotion;
import io.resforge.registry.promotion.Promotions;
import io.resforge.registry.signature.Seal;
import io.resforge.registry.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A real store in a directory, with ways to publish good and bad checkpoints, and to lose it. */
public final class TestStore {

    private final Path root;
    private final Path away;
    private final ObjectStore store;
    private final Checkpoints checkpoints;
    private final Promotions promotions;
    private final AtomicInteger promoted = new AtomicInteger();

    /** Makes an empty store in {@code folder/store}. */
    public TestStore(Path folder) {
        this(folder, Seal.NONE);
    }

    /** The store in {@code folder/store}, to which is written with this seal. */
    public TestStore(Path folder, Seal seal) {
        this.root = folder.resolve("store");
        this.away = folder.resolve("store-away");
        this.store = ObjectStore.openOrCreate(root.toString());
        this.checkpoints = new Checkpoints(store, Clock.systemUTC(), seal);
        this.promotions = new Promotions(store, Clock.systemUTC(), seal);
    }

    public ObjectStore objects() {
        return store;
    }

    public Path root() {
        return root;
    }

    /** Publishes a network; returns its version. */
    public String publish(TinyNetwork network) {
        return checkpoints.publish(network.draft(), network.weights()).version();
    }

    /** Publishes a network with images that it has learnt, and makes it the champion; returns its version. */
    public String promote(TinyNetwork network, TrainingSample sample) {
        String version = checkpoints
                .publishIf(() -> true, network.draft(), network.weights(), Optional.of(sample))
                .orElseThrow()
                .version();
        promote(version);
        return version;
    }

    /** Publishes a network as a version of another model, and makes that its champion; returns it. */
    public String promote(String model, TinyNetwork network) {
        String version =
                checkpoints.publish(network.draft(model), network.weights()).version();
        promotions.promote(model, version, "test", "test");
        return version;
    }

    /** Publishes a network whose golden logits are another's; returns its version. */
    public String publishWithWrongGolden(TinyNetwork network, TinyNetwork other) {
        return checkpoints
                .publish(network.draftExpecting(other), network.weights())
                .version();
    }

    /** Makes a version the champion, each time by a new promotion. */
    public Promotion promote(String version) {
        return promotions.promote(TinyNetwork.MODEL, version, "test " + promoted.incrementAndGet(), "test");
    }

    /** Publishes a network and makes it the champion; returns its version. */
    public String promote(TinyNetwork network) {
        String version = publish(network);
        promote(version);
        return version;
    }

    /** Changes one bit in the middle of a version's parameters. */
    public void damage(String version) {
        damage(root.resolve(key(version, Manifest.PARAMETERS)));
    }

    /** Changes one bit in the middle of a file of a version. */
    public void damageFile(String version, String file) {
        damage(root.resolve(key(version, file)));
    }

    /** Removes a file of a version. */
    public void remove(String version, String file) {
        store.delete(key(version, file));
    }

    /** Makes a version's last parameter no number, and the digest in its manifest right again. */
    public void makeNotFinite(String version) {
        String key = key(version, Manifest.PARAMETERS);
        byte[] content = store.get(key).orElseThrow();
        String before = sha256(content);
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putFloat(content.length - Float.BYTES, Float.NaN);
        store.put(key, content);
        editManifest(version, before, sha256(content));
    }

    /** Changes the text of a version's manifest. */
    public void editManifest(String version, String from, String to) {
        String key = key(version, "manifest.json");
        String manifest = new String(store.get(key).orElseThrow(), StandardCharsets.UTF_8);
        if (!manifest.contains(from)) {
            throw new IllegalArgumentException("the manifest has no " + from);
        }
        store.put(key, manifest.replace(from, to).getBytes(StandardCharsets.UTF_8));
    }

    /** Changes one bit in the middle of a file. */
    public static void damage(Path file) {
        try {
            byte[] content = Files.readAllBytes(file);
            content[content.length / 2] ^= 1;
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the whole store away. */
    public void lose() {
        move(root, away);
    }

    /** Brings the store back. */
    public void restore() {
        move(away, root);
    }

    private static String key(String version, String file) {
        return "models/" + TinyNetwork.MODEL + "/versions/" + version + "/" + file;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
