package io.resforge.spine;

import io.resforge.cli.common.FolderTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * All folders that the processes of one test class write to.
 *
 * @param folder that holds the others; it stays until the next run
 */
record Site(Path folder) {

    /** Where all sites are. */
    static final Path ALL = Spine.ROOT.resolve("cli/target/spine");

    /** Makes a site of this name, empty. */
    static Site fresh(String name) throws IOException {
        Site site = new Site(ALL.resolve(name));
        FolderTrees.delete(site.folder);
        Files.createDirectories(site.store());
        Files.createDirectories(site.logs());
        return site;
    }

    /** The store. It is not in the home, where the launcher would make it anew once it is gone. */
    Path store() {
        return folder.resolve("store");
    }

    /** What processes keep beside the store. */
    Path home() {
        return folder.resolve("home");
    }

    /** What services print, and what a crashed JVM leaves. */
    Path logs() {
        return folder.resolve("logs");
    }

    /** Variables that make a process work here, and look at the store more often than usual. */
    Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>();
        variables.put("RESFORGE_STORE", store().toString());
        variables.put("RESFORGE_HOME", home().toString());
        variables.put("RESFORGE_WATCH_INTERVAL", "200ms");
        variables.put("RESFORGE_WATCH_MAX_BACKOFF", "1s");
        variables.put("RESFORGE_POLL_RUNS", "300ms");
        variables.put("RESFORGE_POLL_WATCH", "200ms");
        // Several threads that wait for each other slow down twentyfold once other processes want the processors too.
        variables.put("RESFORGE_WORKER_THREADS", "1");
        String given = System.getenv().getOrDefault(Spine.JAVA_OPTIONS, "");
        // These processes live for seconds: what C2 would compile for them, they would hardly run.
        String own = " -XX:TieredStopAtLevel=1 -XX:ErrorFile=" + logs() + "/hs_err_%p.log";
        variables.put(Spine.JAVA_OPTIONS, (given + own).trim());
        return variables;
    }
}
