package io.resforge.trainer.api.page;

import io.resforge.registry.store.Parallel;
import io.resforge.support.access.Requester;
import io.resforge.support.access.Role;
import io.resforge.support.page.PageAnswer;
import io.resforge.support.page.PageRequest;
import io.resforge.support.page.PageRequest.WrongPageRequest;
import io.resforge.support.page.PageStream;
import io.resforge.support.page.PageStream.PageEvent;
import io.resforge.support.page.Pages;
import io.resforge.trainer.contract.RunLabels;
import io.resforge.trainer.contract.RunState;
import io.resforge.trainer.run.RunFilter;
import io.resforge.trainer.run.RunFilter.LabelSelector;
import io.resforge.trainer.run.RunFilter.LabelSelector.Requirement;
import io.resforge.trainer.run.RunPage;
import io.resforge.trainer.run.RunPage.Cursor;
import io.resforge.trainer.run.RunService;
import io.vertx.ext.web.Router;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The list of runs, with filters in its address; what is on it moves while one looks. */
@Singleton
final class RunListPage {

    private static final int SIZE = 50;
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final int LONGEST_TEXT = 200;
    private static final String ROW = "runs/row.html";

    private final Pages pages;
    private final RunService runs;
    private final Clock clock;

    RunListPage(Pages pages, RunService runs, Clock clock) {
        this.pages = pages;
        this.runs = runs;
        this.clock = clock;
    }

    void register(Router router) {
        pages.get(router, "/runs", this::list);
        pages.stream(router, "/events", EVERY, Live::new);
    }

    /** What is asked for, by the words of the address. */
    public record Asked(String state, String model, String recipe, String text, String after) {

        static Asked of(PageRequest request) {
            return new Asked(
                    one(request, "state"),
                    one(request, "model"),
                    one(request, "recipe"),
                    one(request, "q"),
                    one(request, "after"));
        }

        private static String one(PageRequest request, String name) {
            String value = request.query(name).orElse("");
            if (value.length() > LONGEST_TEXT) {
                throw new WrongPageRequest(name + " may have at most " + LONGEST_TEXT + " characters");
            }
            return value;
        }

        /** Whether anything is left out. */
        public boolean isFiltered() {
            return !(state + model + recipe + text).isEmpty();
        }

        /** The address of the same list elsewhere. */
        String address(String path, String place) {
            Map<String, String> words = new LinkedHashMap<>();
            words.put("state", state);
            words.put("model", model);
            words.put("recipe", recipe);
            words.put("q", text);
            words.put("after", place);
            String query = words.entrySet().stream()
                    .filter(word -> !word.getValue().isEmpty())
                    .map(word -> word.getKey() + "=" + URLEncoder.encode(word.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
            return query.isEmpty() ? path : path + "?" + query;
        }

        RunFilter filter(Requester requester) {
            Set<RunState> states = state.isEmpty() ? Set.of() : Set.of(stateOf(state));
            LabelSelector labels = model.isEmpty()
                    ? LabelSelector.ALL
                    : new LabelSelector(List.of(new Requirement.Among(RunLabels.MODEL, Set.of(model), true)));
            return new RunFilter(states, recipe.isEmpty() ? Optional.empty() : Optional.of(recipe), labels)
                    .within(requester.models())
                    .containing(text);
        }

        private static RunState stateOf(String word) {
            return Arrays.stream(RunState.values())
                    .filter(state -> word(state).equals(word))
                    .findFirst()
                    .orElseThrow(() -> new WrongPageRequest("state must be one of " + String.join(", ", states())));
        }

        Optional<Cursor> cursor() {
            try {
                return after.isEmpty() ? Optional.empty() : Optional.of(Cursor.parse(after));
            } catch (IllegalArgumentException e) {
                throw new WrongPageRequest("after is no place in this list; begin again without it");
            }
        }
    }

    private static String word(RunState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> states() {
        return Arrays.stream(RunState.values()).map(RunListPage::word).toList();
    }

    private PageAnswer list(PageRequest request) {
        Asked asked = Asked.of(request);
        RunPage page = page(asked, request.requester());
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("asked", asked);
        data.put("rows", facts(page));
        data.put("states", states());
        data.put("live", asked.after().isEmpty() ? asked.address("/events", "") : "");
        data.put("first", asked.after().isEmpty() ? "" : asked.address("/runs", ""));
        data.put(
                "next",
                page.next().map(it -> asked.address("/runs", it.toString())).orElse(""));
        data.put("mayTrain", request.requester().principal().hasAny(Set.of(Role.TRAIN)));
        return PageAnswer.html("runs/list.html", data);
    }

    private RunPage page(Asked asked, Requester requester) {
        return runs.list(asked.filter(requester), asked.cursor(), SIZE);
    }

    private List<ShownRun> facts(RunPage page) {
        Instant now = clock.instant();
        return Parallel.map(page.runs(), run -> new ShownRun(run, runs.someEpochs(run), now));
    }

    /** Tells a page which of its rows are others now. */
    private final class Live implements PageStream.Source {

        private final PageRequest request;
        private final Asked asked;
        private List<String> ids;
        private final Map<String, String> rows = new LinkedHashMap<>();

        Live(PageRequest request) {
            this.request = request;
            this.asked = Asked.of(request);
        }

        @Override
        public List<PageEvent> look() {
            List<ShownRun> facts = facts(page(asked, request.requester()));
            List<PageEvent> news = new ArrayList<>();
            List<String> now = facts.stream().map(ShownRun::id).toList();
            Map<String, String> rendered = new LinkedHashMap<>();
            facts.forEach(run -> rendered.put(run.id(), pages.render(request, ROW, Map.of("run", run))));
            if (!now.equals(ids)) {
                news.add(new PageEvent("rows", String.join("\n", rendered.values())));
            } else {
                rendered.forEach((id, row) -> {
                    if (!row.equals(rows.get(id))) {
                        news.add(new PageEvent("row", row));
                    }
                });
            }
            ids = now;
            rows.clear();
            rows.putAll(rendered);
            return news;
        }

        @Override
        public boolean isOver() {
            return false;
        }
    }
}
