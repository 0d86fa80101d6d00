package io.resforge.spine;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import io.resforge.cli.common.FolderTrees;
import io.resforge.monitoring.Programs;
import io.resforge.spine.Chromium.Window;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Each page of both packaged services in a real browser, over a store with two versions. Pictures of them, light and dark, at a desk
 * and on a phone, stay in {@code system-tests/target/pages}.
 */
class PagesInChromiumIT {

    private static final int MOST_BYTES = 200_000;
    private static final Path PICTURES = Spine.ROOT.resolve("system-tests/target/pages");
    private static final String SWEEP = "rates";

    @RegisterExtension
    static final Spine spine = Spine.withTrainedStore().with(Map.of("RESFORGE_WORKER_PARALLEL", "2"));

    private static Chromium chromium;
    private static URI trainer;
    private static URI inference;
    private static Path dataset;

    private Window window;

    @BeforeAll
    static void start() throws Exception {
        Path program = Programs.require("chromium");
        FolderTrees.delete(PICTURES);
        Files.createDirectories(PICTURES);
        chromium = spine.add(new Chromium(program, PICTURES));
        belongToASweep();
        spine.startBoth();
        trainer = spine.trainer().page();
        inference = spine.inference().page();
        dataset = SampleImages.write(spine.home().resolve("sample"));
        Until.live(spine.client().inference(), "1");
    }

    /** Labels both runs as a cluster labels the members of a sweep: processes of one machine know none. */
    private static void belongToASweep() throws IOException {
        List<Path> runs;
        try (Stream<Path> folders = Files.list(spine.store().resolve("runs"))) {
            runs = folders.toList();
        }
        for (Path run : runs) {
            Path spec = run.resolve("spec.json");
            String recipe = "\"resforge.io/recipe\" : \"inline\"";
            String text = Files.readString(spec);
            assertThat(text).contains(recipe);
            Files.writeString(spec, text.replace(recipe, recipe + ", \"resforge.io/sweep\" : \"" + SWEEP + "\""));
        }
    }

    @BeforeEach
    void open() {
        window = chromium.open();
    }

    @AfterEach
    void close() {
        window.close();
    }

    /** What must hold for every page, whatever it shows. */
    private void isFitToBeSeen(String name) {
        List<String> wrong = window.look(name);
        System.err.printf("%s: %,d bytes, first painted after %d ms%n", name, window.bytes(), window.firstPaint());
        assertThat(wrong).isEmpty();
        assertThat(window.errors()).isEmpty();
        assertThat(window.bytes()).as("bytes of " + name).isLessThan(MOST_BYTES);
        assertThat(window.hosts())
                .allMatch(host -> host.equals(trainer.getAuthority()) || host.equals(inference.getAuthority()));
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator link(Page page, String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Waits for a text, which is somewhere on the page. */
    private static void shows(Page page, String text) {
        page.getByText(Pattern.compile(text)).first().waitFor();
    }

    private static String runOf(String version) {
        return spine.client().versions().get("", version).getVersion().getRunId();
    }

    private static String model() {
        return spine.client().inference().model("").getLive().getModel();
    }

    @Test
    void aRunMovesWhileItTrainsAndIsSuspendedResumedAndCancelledFromItsPage() {
        Page list = window.go(trainer, "/runs");
        list.locator(".badge[data-state=succeeded]").first().waitFor();
        Follow endless = Follow.submitted(spine.client(), Recipes.endless(dataset));
        Locator row = list.locator("#row-" + endless.id());
        row.locator(".badge[data-state=running]").waitFor();
        row.locator(".spark svg").waitFor();
        assertThat(spine.workers()).isNotEmpty(); // from now on they are stopped at the end, whatever fails
        isFitToBeSeen("runs");

        link(list, endless.id()).click();
        Page page = list;
        page.locator("[role=img][aria-label*='best epoch']").first().waitFor();
        String before = page.locator("#now").innerText();
        page.waitForFunction("before => document.querySelector('#now').innerText !== before", before);
        String log = page.locator("#log").textContent();
        page.waitForFunction("before => document.querySelector('#log').textContent.length > before", log.length());
        isFitToBeSeen("run-that-trains");

        button(page, "Suspend").click();
        page.locator("#now .badge[data-state=suspended]").waitFor();
        button(page, "Resume").click();
        page.locator("#now .badge[data-state=running]").waitFor();
        page.onDialog(Dialog::accept);
        page.locator("summary:has-text('Cancel…')").click();
        page.getByLabel("Why (recorded; may be left empty)").fill("seen enough");
        button(page, "Cancel this run").click();
        page.locator("#now .badge[data-state=cancelled]").waitFor();
        assertThat(endless.awaitEnd().getMessage()).contains("seen enough");
        assertThat(window.errors()).isEmpty();
    }

    @Test
    void anEndedRunShowsItsCurvesAndWhatItGotWrong() {
        Page page = window.go(trainer, "/runs/" + runOf("1"));
        shows(page, "Published as");
        page.locator("figure.chart canvas").first().waitFor();
        button(page, "step").click();
        isFitToBeSeen("run");

        Page report = window.go(trainer, "/runs/" + runOf("1") + "/report/index.html");
        shows(report, "Confusion matrix");
        assertThat(window.look("report")).isEmpty();
        assertThat(window.errors()).isEmpty();
    }

    @Test
    void aRunIsStartedFromAFormThatIsCheckedAsOneTypes() {
        Page page = window.go(trainer, "/runs/new");
        page.locator("#dataset").fill(dataset.toString());
        page.locator("[name='set.epochs']").fill("none");
        page.locator("#checked .notice.bad").waitFor();
        page.locator("[name='set.epochs']").fill("1");
        page.locator("#checked .notice.good").waitFor();
        assertThat(page.locator("#checked code").innerText()).contains("epochs=1");
        isFitToBeSeen("new-run");
        page.locator("#run_id").fill("by-the-form");
        button(page, "Start the run").click();
        page.waitForURL("**/runs/by-the-form");
        assertThat(window.errors()).isEmpty();
        spine.client().runs().cancel("by-the-form", "it has begun");
    }

    @Test
    void runsAndTheMembersOfASweepAreCompared() {
        Page page = window.go(trainer, "/sweeps/" + SWEEP);
        shows(page, "2 members, the best first");
        isFitToBeSeen("sweep");

        page = window.go(trainer, "/runs");
        for (String run : List.of(runOf("1"), runOf("2"))) {
            page.getByLabel("Compare " + run).check();
        }
        button(page, "Compare the chosen").click();
        shows(page, "What differs");
        isFitToBeSeen("compare");
    }

    @Test
    void aVersionIsComparedPromotedAndRolledBack() {
        String model = model();
        Page page = window.go(trainer, "/models");
        isFitToBeSeen("models");
        link(page, model).click();
        shows(page, "Where versions come from");
        isFitToBeSeen("model");
        page.getByLabel("A: version 1").check();
        page.getByLabel("B: version 2").check();
        button(page, "Compare two").click();
        shows(page, "What differs");
        isFitToBeSeen("versions");

        page = window.go(trainer, "/models/" + model);
        page.locator("summary:has-text('Version 2')").click();
        page.locator("#why-2").fill("a look at it");
        button(page, "Promote version 2").click();
        shows(page, "Version 2 is the champion");
        page.locator("#back").fill("enough of it");
        button(page, "Roll back").click();
        shows(page, "Version 1 is the champion");
        Until.live(spine.client().inference(), "1");
        assertThat(window.errors()).isEmpty();
    }

    @Test
    void aPictureIsAnsweredExplainedAndFollowedToTheRunThatMadeTheAnswer() {
        Page page = window.go(inference, "/");
        page.locator("#file")
                .setInputFiles(new FilePayload(
                        "frog.png",
                        "image/png",
                        SampleImages.encodedFrog().getEncoded().toByteArray()));
        shows(page, "Where it looks");
        assertThat(page.locator("#bars li").count()).isEqualTo(10);
        button(page, "Yes").click();
        shows(page, "Thank you: counted as right");
        isFitToBeSeen("try");

        page.locator("#file")
                .setInputFiles(
                        new FilePayload("notes.txt", "text/plain", "no picture".getBytes(StandardCharsets.UTF_8)));
        page.locator("#message [role=alert]").waitFor();
        assertThat(page.locator("#answer").isVisible()).isFalse();
        assertThat(window.errors()).singleElement().asString().contains("400");

        try (Window other = chromium.open()) {
            Page again = other.go(inference, "/");
            again.locator("#examples button").first().click();
            link(again, "Where this answer comes from").click();
            link(again, runOf("1")).first().waitFor();
            window.close();
            window = other;
            isFitToBeSeen("prediction");
            link(again, runOf("1")).first().click();
            shows(again, "Published as");
        }
    }

    @Test
    void theStatusShowsWhatIsServedAndWhatCallsTake() {
        Page page = window.go(inference, "/status");
        shows(page, "1 of 1 model is served");
        // What calls take shows between two answers of the server: one call alone may come before the first.
        try (SteadyCallers callers = SteadyCallers.start(spine.inference().address(), SampleImages.encodedFrog())) {
            page.locator("#chart-latency canvas").waitFor();
            assertThat(callers.failures()).isEmpty();
        }
        isFitToBeSeen("status");
    }

    @Test
    void anAddressThatIsNotThereSaysSo() {
        Page page = window.go(trainer, "/runs/no-such-run");
        shows(page, "no-such-run");
        assertThat(window.look("missing")).isEmpty();
    }
}
