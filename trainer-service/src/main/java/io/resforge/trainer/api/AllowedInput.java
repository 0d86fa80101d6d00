package io.resforge.trainer.api;

import io.resforge.registry.dataset.DatasetLocation;
import io.resforge.registry.store.StoreLocation;
import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.contract.RunLabels;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an installation lets callers ask for, beside what every caller may. A worker goes with the installation's own rights to whatever place a
 * data set is said to be at, and what runs in a cluster heeds the labels of Jobs and pods: so neither is the caller's choice alone.
 *
 * @param places where data sets may be, or below: the installation's own store first
 * @param anyPlace whether data sets may be anywhere
 * @param folders whether data sets may be in any folder of the machine
 * @param labels keys with a prefix that runs may have; one that ends with a slash stands for all that begin so
 */
public record AllowedInput(List<StoreLocation> places, boolean anyPlace, boolean folders, List<String> labels) {

    /** Instead of places: data sets may be anywhere. */
    public static final String ANY = "any";

    /** What the Job controller itself puts on pods. */
    private static final Set<String> KUBERNETES = Set.of("job-name", "controller-uid");

    private static final Pattern PREFIX = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?/.*");

    /** Ways around a path that its text alone does not tell. */
    private static final Pattern WINDING = Pattern.compile("(?i).*(/\\.\\.?(/|$)|//|%2e|%2f|%5c|\\\\).*");

    public AllowedInput {
        places = List.copyOf(places);
        labels = List.copyOf(labels);
        for (String key : labels) {
            if (!PREFIX.matcher(key).matches() || key.startsWith(RunLabels.OWN)) {
                throw new IllegalArgumentException(
                        "labels must be keys with a prefix, such as example.com/team, or prefixes"
                                + " with a slash, such as example.com/, and none of ResForge's own; was '" + key + "'");
            }
        }
    }

    /**
     * What an installation's settings say.
     *
     * @param store that runs are in
     * @param folders whether data sets may be in any folder of the machine
     * @param datasets locations of stores and folders, or {@value #ANY}
     * @throws IllegalArgumentException if a location or a label is none; the message says which
     */
    public static AllowedInput of(String store, boolean folders, List<String> datasets, List<String> labels) {
        List<StoreLocation> places = new ArrayList<>(List.of(StoreLocation.parse(store)));
        datasets.stream()
                .filter(it -> !it.equals(ANY))
                .map(StoreLocation::parse)
                .forEach(places::add);
        return new AllowedInput(places, datasets.contains(ANY), folders, labels);
    }

    /** Whether runs may have a label with this key; those without a prefix mean nothing to a cluster, but for two of Kubernetes' own. */
    public boolean takesLabel(String key) {
        return key.contains("/")
                ? labels.stream().anyMatch(it -> it.endsWith("/") ? key.startsWith(it) : key.equals(it))
                : !KUBERNETES.contains(key);
    }

    /**
     * Where a data set is: the location as it was given.
     *
     * @param field as the caller knows it
     * @throws InvalidInput if it is no location, or none that this installation allows
     */
    public String dataset(String field, String location) {
        if (location.isBlank()) {
            throw new InvalidInput(field, "must be given: " + allowed());
        }
        try {
            if (!takes(location)) {
                throw new InvalidInput(
                        field,
                        "'" + location + "' is not taken here: " + allowed()
                                + "; resforge.allowed.datasets names others");
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(field, e.getMessage());
        }
        return location;
    }

    private boolean takes(String location) {
        return switch (DatasetLocation.parse(location)) {
            case DatasetLocation.Sample _, DatasetLocation.Named _ -> true;
            // A worker has another working folder than this process.
            case DatasetLocation.Folder(Path folder) ->
                folder.isAbsolute() && takes(new StoreLocation.Directory(folder));
            case DatasetLocation.Elsewhere(String elsewhere) -> takes(StoreLocation.parse(elsewhere));
        };
    }

    private boolean takes(StoreLocation location) {
        return anyPlace
                || folders && location instanceof StoreLocation.Directory
                || places.stream().anyMatch(place -> isWithin(place, location));
    }

    private static boolean isWithin(StoreLocation place, StoreLocation location) {
        return switch (location) {
            case StoreLocation.Directory(Path path) ->
                place instanceof StoreLocation.Directory(Path root)
                        && path.isAbsolute()
                        && path.normalize().startsWith(root.toAbsolutePath().normalize());
            case StoreLocation.Bucket(String bucket, String prefix) ->
                place instanceof StoreLocation.Bucket(String ours, String root)
                        && bucket.equals(ours)
                        && isBelow(root, prefix);
            case StoreLocation.Site(URI base, String _) ->
                place instanceof StoreLocation.Site(URI root, String _) && isBelow(root, base);
        };
    }

    private static boolean isBelow(URI root, URI base) {
        return root.getScheme().equalsIgnoreCase(base.getScheme())
                && root.getHost().equalsIgnoreCase(base.getHost())
                && root.getPort() == base.getPort()
                && !WINDING.matcher(base.getRawPath()).matches()
                && isBelow(root.getRawPath(), base.getRawPath());
    }

    private static boolean isBelow(String root, String path) {
        return root.isEmpty() || path.equals(root) || path.startsWith(root + "/");
    }

    private String allowed() {
        StringBuilder allowed = new StringBuilder("allowed are 'sample', store:NAME, places in the run's own store");
        if (folders || anyPlace) {
            allowed.append(
                    ", the absolute path of a folder with files of CIFAR or MNIST, train/<class>/*.png or <class>/*.png");
        }
        if (anyPlace) {
            allowed.append(", and the place of a data set such as s3://bucket/datasets/cifar10");
        }
        places.stream().skip(1).forEach(place -> allowed.append(", ").append(place));
        return allowed.toString();
    }
}
