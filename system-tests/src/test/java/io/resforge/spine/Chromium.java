package io.resforge.spine;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Debian's Chromium, in which tests look at pages as people do. */
final class Chromium implements AutoCloseable {

    static final int DESK = 1_280;
    static final int PHONE = 400;

    private static final int HIGH = 900;
    private static final int SETTLES_MILLIS = 20_000;
    private static final Set<String> GRAVE = Set.of("serious", "critical");

    private final Playwright playwright;
    private final Browser browser;
    private final Path pictures;

    /** @param pictures folder for what pages looked like */
    Chromium(Path program, Path pictures) {
        this.pictures = pictures;
        this.playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        .setArgs(List.of("--force-prefers-reduced-motion")));
    }

    /** A window of its own, light and as wide as a desk's. */
    Window open() {
        BrowserContext context = browser.newContext(
                new Browser.NewContextOptions().setViewportSize(DESK, HIGH).setColorScheme(ColorScheme.LIGHT));
        context.setDefaultTimeout(1_000.0 * Until.LONGEST_SECONDS);
        return new Window(context.newPage(), pictures);
    }

    @Override
    public void close() {
        playwright.close();
    }

    /** One window, and all that went wrong in it. */
    static final class Window implements AutoCloseable {

        private final Page page;
        private final Path pictures;
        private final List<String> errors = new ArrayList<>();
        private final List<String> requests = new ArrayList<>();

        private Window(Page page, Path pictures) {
            this.page = page;
            this.pictures = pictures;
            page.onConsoleMessage(message -> {
                if (message.type().equals("error") || message.type().equals("warning")) {
                    errors.add(message.text() + " at " + message.location());
                }
            });
            page.onPageError(errors::add);
            page.onRequest(request -> requests.add(request.url()));
        }

        /** Its page. */
        Page page() {
            return page;
        }

        /** Goes to an address and waits until all that belongs to it is there. */
        Page go(URI service, String path) {
            page.navigate(service.resolve(path).toString());
            return page;
        }

        /** What was written to the console as an error or a warning, and what scripts failed with. */
        List<String> errors() {
            return List.copyOf(errors);
        }

        /** The hosts that anything was asked of, with their ports. */
        List<String> hosts() {
            return requests.stream()
                    .filter(address -> address.startsWith("http"))
                    .map(address -> URI.create(address).getAuthority())
                    .distinct()
                    .toList();
        }

        /** Takes pictures of the page, light and dark, at a desk and on a phone. Says what is wrong with how it looks. */
        List<String> look(String name) {
            List<String> wrong = new ArrayList<>();
            for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                for (int width : List.of(PHONE, DESK)) {
                    page.setViewportSize(width, HIGH);
                    String kind = scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
                    wrong.addAll(overflow(name + " " + kind));
                    page.screenshot(new Page.ScreenshotOptions()
                            .setFullPage(true)
                            .setPath(pictures.resolve(name + "-" + kind + ".png")));
                }
                grave().forEach(finding -> wrong.add(name + " " + scheme + ": " + finding));
            }
            return wrong;
        }

        /** What stays wider than the window once charts have followed its width. */
        private List<String> overflow(String name) {
            try {
                page.waitForFunction(
                        "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth",
                        null,
                        new Page.WaitForFunctionOptions().setTimeout(SETTLES_MILLIS));
                return List.of();
            } catch (TimeoutError e) {
                Object wide = page.evaluate("() => [...document.querySelectorAll('main *')]"
                        + ".filter(it => it.getBoundingClientRect().right > innerWidth + 1)"
                        + ".slice(0, 5).map(it => it.outerHTML.slice(0, 120))");
                return List.of(name + " is too wide: " + wide);
            }
        }

        private List<String> grave() {
            return new AxeBuilder(page)
                    .analyze().getViolations().stream()
                            .filter(rule -> GRAVE.contains(rule.getImpact()))
                            .map(Window::told)
                            .toList();
        }

        private static String told(Rule rule) {
            return rule.getId() + ", " + rule.getHelp() + ": "
                    + rule.getNodes().stream().map(it -> it.getHtml()).limit(3).toList();
        }

        /** The bytes of the page and of all that belongs to it, as they came over the wire. */
        long bytes() {
            return ((Number) page.evaluate("() => [...performance.getEntriesByType('navigation'),"
                            + " ...performance.getEntriesByType('resource')].filter(it => !it.name.includes('/v1/'))"
                            + ".reduce((sum, it) => sum + it.encodedBodySize, 0)"))
                    .longValue();
        }

        /** When the first thing was painted, in milliseconds since the address was asked for. */
        long firstPaint() {
            return ((Number) page.evaluate(
                            "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"))
                    .longValue();
        }

        @Override
        public void close() {
            page.context().close();
        }
    }
}
