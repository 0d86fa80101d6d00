package io.resforge.trainer.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What can be set, as {@code resforge.store} or in the environment as {@code RESFORGE_STORE}. */
@ConfigMapping(prefix = "resforge")
public interface TrainerConfig {

    /** The folder for what belongs to this machine only, such as the logs of its workers. */
    @WithDefault("${user.home}/.resforge")
    Path home();

    /** Where runs and checkpoints are kept: a folder, a file: URI of one, or {@code s3://bucket/prefix}. */
    @WithDefault("${resforge.home}/store")
    @WithConverter(TrainerConverters.Location.class)
    String store();

    /** Whether versions and promotions that no trusted key signed are refused; workers get it too. */
    @WithDefault("false")
    boolean requireSignature();

    /** PEM files of the public keys whose signatures count, separated by commas; each may hold several, and is read again at each check. */
    Optional<List<Path>> trustedKeys();

    /** PEM file of the private key that signs versions and promotions: ECDSA on P-256, not encrypted. */
    Optional<Path> signingKey();

    /** Where workers run: {@code process}, on this machine, or {@code kubernetes}, as Jobs of a cluster. */
    @WithDefault("process")
    Launcher launcher();

    /** The processes that train. */
    Worker worker();

    /** How often the control plane looks at the store. */
    Poll poll();

    /** Where workers run. */
    enum Launcher {
        PROCESS,
        KUBERNETES
    }

    /** What is removed after a while; nothing, unless it is set. */
    Retention retention();

    /** What callers may ask for beside what every caller may. */
    Allowed allowed();

    /** What callers may ask for. */
    interface Allowed {

        /**
         * Where data sets may be, or below, separated by commas: stores such as {@code s3://bucket/datasets}, folders such as {@code /data}, or
         * {@code any}. Always those of the installation's own store, the sample, and with workers on this machine its folders.
         */
        Optional<List<String>> datasets();

        /** Labels with a prefix that runs may have, separated by commas: keys, or prefixes that end with a slash. Those go to pods too. */
        Optional<List<String>> labels();
    }

    /** What is removed after a while. */
    interface Retention {

        /** How long the records of ended runs stay, such as {@code 30d}; those of a run whose version is there stay with it. */
        Optional<@WithConverter(TrainerConverters.PositiveDuration.class) Duration> runs();

        /** How many of each model's newest versions stay; those that a promotion or a live run names stay in any case. */
        Optional<@WithConverter(TrainerConverters.PositiveCount.class) Integer> versions();

        /** How often to look. */
        @WithDefault("1h")
        @WithConverter(TrainerConverters.PositiveDuration.class)
        Duration interval();
    }

    /** The processes that train. */
    interface Worker {

        /** How many train on this machine at a time; further runs wait. */
        @WithDefault("1")
        @WithConverter(TrainerConverters.PositiveCount.class)
        int parallel();

        /** Threads that one operation of PyTorch is spread over; the machine's processors divided by {@code parallel}. */
        Optional<@WithConverter(TrainerConverters.PositiveCount.class) Integer> threads();

        /** What they compute on: {@code auto}, {@code cpu} or {@code cuda:N}. */
        @WithDefault("auto")
        @WithConverter(TrainerConverters.Device.class)
        String device();

        /** How often a worker keeps a snapshot that its run can go on from. */
        @WithDefault("5m")
        @WithConverter(TrainerConverters.PositiveDuration.class)
        Duration snapshotInterval();

        /** How often a run is launched again whose worker is gone without an end: killed, crashed, stopped, or silent. */
        @WithDefault("3")
        @WithConverter(TrainerConverters.Count.class)
        int retries();

        /** Options of a worker's Java, separated by commas, such as {@code -Xmx4g}. */
        Optional<List<String>> javaOptions();

        /** How long a worker that is asked to stop has for the step under way and its snapshot, before it is killed; it is told so. */
        @WithDefault("30s")
        @WithConverter(TrainerConverters.PositiveDuration.class)
        Duration grace();

        /** After how long without a report a worker counts as dead, or as hung, and is killed. One reports every ten seconds. */
        @WithDefault("5m")
        @WithConverter(TrainerConverters.PositiveDuration.class)
        Duration silence();
    }

    /** How often the control plane looks at the store. */
    interface Poll {

        /** For runs to launch and workers that died. */
        @WithDefault("1s")
        @WithConverter(TrainerConverters.PositiveDuration.class)
        Duration runs();

        /** For each client that watches a run or the champion. */
        @WithDefault("500ms")
        @WithConverter(TrainerConverters.PositiveDuration.class)
        Duration watch();
    }
}
