package io.resforge.trainer.api.page;

import io.resforge.support.html.PageText;
import io.resforge.support.page.PageAnswer;
import io.resforge.support.page.PageAnswer.SeeOther;
import io.resforge.support.page.PageRequest;
import io.resforge.support.page.PageRequest.WrongPageRequest;
import io.resforge.support.page.Pages;
import io.resforge.trainer.api.AllowedInput;
import io.resforge.trainer.api.CallersRuns;
import io.resforge.trainer.api.RequestFields;
import io.resforge.trainer.api.SpecReader;
import io.resforge.trainer.api.Structs;
import io.resforge.trainer.backend.RunView;
import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.contract.InvalidInput.Violation;
import io.resforge.trainer.contract.RunLabels;
import io.resforge.trainer.contract.RunRequest;
import io.resforge.trainer.run.RunService;
import io.resforge.training.recipe.InvalidRecipe;
import io.resforge.training.recipe.NamedRecipes;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeSchema;
import io.resforge.training.recipe.RecipeTree;
import io.resforge.training.recipe.RecipeWriter;
import io.resforge.v1.RunSpec;
import io.vertx.ext.web.Router;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** A form that starts a run: made from the keys of a recipe, checked as one types by the rules by which a request over gRPC is. */
@Singleton
final class NewRunPage {

    private static final String SET = "set.";
    private static final String RECIPE = "recipe";
    private static final String FIELD_OF_RECIPE = "spec.recipe.";
    private static final int INVALID = 422;

    private final Pages pages;
    private final CallersRuns callers;
    private final AllowedInput allowed;

    NewRunPage(Pages pages, RunService runs, AllowedInput allowed) {
        this.pages = pages;
        this.callers = new CallersRuns(runs);
        this.allowed = allowed;
    }

    void register(Router router) {
        // Some fifty files, for which the first form would wait.
        Thread.ofVirtual().name("recipes").start(NamedRecipes::all);
        pages.get(router, "/runs/new", this::form);
        pages.post(router, "/runs/new/check", this::check);
        pages.post(router, "/runs/new", this::submit);
    }

    /**
     * A key of the recipe.
     *
     * @param value that was typed; empty for the recipe's own
     * @param usual the recipe's own
     * @param choices empty for any text
     */
    public record KeyField(String key, String hint, String value, String usual, List<String> choices) {

        public String name() {
            return SET + key;
        }
    }

    /** Keys with a heading. */
    public record KeyGroup(String name, List<KeyField> fields) {}

    /** What was typed. */
    private record Typed(
            String runId,
            String dataset,
            String model,
            String from,
            String recipe,
            SequencedMap<String, String> values) {

        static Typed of(PageRequest request) {
            SequencedMap<String, String> values = new LinkedHashMap<>();
            RecipeSchema.keys()
                    .forEach(key -> request.field(SET + key.path()).ifPresent(it -> values.put(key.path(), it)));
            return new Typed(
                    request.field("run_id").orElse(""),
                    request.field("dataset").orElse(""),
                    request.field("model").orElse(""),
                    request.field("from").orElse(""),
                    request.field(RECIPE).orElse(""),
                    values);
        }

        /** One like a run that is there. */
        static Typed like(RunView run) {
            String name = run.labels().getOrDefault(RunLabels.RECIPE, RunLabels.INLINE);
            boolean named = NamedRecipes.names().contains(name);
            SequencedMap<String, String> values = new LinkedHashMap<>();
            Map<String, String> usual = FlatTree.of(NewRunPage.usual(named ? name : ""));
            FlatTree.of(run.spec().recipe()).forEach((key, value) -> {
                if (!value.equals(usual.get(key))) {
                    values.put(key, value);
                }
            });
            return new Typed(
                    "",
                    run.spec().dataset(),
                    run.spec().model(),
                    Optional.ofNullable(run.spec().fromVersion()).orElse(""),
                    named ? name : "",
                    values);
        }

        static Typed first() {
            return new Typed("", "sample", "", "", "", new LinkedHashMap<>());
        }

        List<String> settings() {
            return values.entrySet().stream()
                    .map(it -> it.getKey() + "=" + it.getValue())
                    .toList();
        }

        String command() {
            return Commands.train(recipe, dataset, model, from, settings());
        }

        /** The recipe's own keys, changed by what was typed; kinds first, since the other keys of a group depend on them. */
        RecipeTree tree() {
            RecipeTree tree = new RecipeTree(recipe.isEmpty() ? Map.of() : Map.of(RecipeTree.BASE, recipe));
            for (String setting : settings()) {
                tree = tree.set(setting);
            }
            return tree;
        }
    }

    private static Map<String, Object> usual(String recipe) {
        return RecipeWriter.tree(
                recipe.isEmpty()
                        ? RecipeReader.tree(new RecipeTree(Map.of()))
                        : NamedRecipes.get(recipe).recipe());
    }

    private PageAnswer form(PageRequest request) {
        Optional<String> like = request.query("like");
        if (like.isPresent()) {
            return form(200, Typed.like(callers.one(RequestFields.run("like", like.get()))), List.of());
        }
        Typed first = Typed.first();
        String recipe = request.query(RECIPE).orElse("");
        if (!recipe.isEmpty() && !NamedRecipes.names().contains(recipe)) {
            throw new WrongPageRequest("there is no such recipe; the form without ?recipe= lists those that there are");
        }
        return form(
                200,
                new Typed("", request.query("dataset").orElse(first.dataset()), "", "", recipe, new LinkedHashMap<>()),
                List.of());
    }

    private PageAnswer form(int status, Typed typed, List<Violation> violations) {
        Map<String, String> usual =
                FlatTree.of(usual(NamedRecipes.names().contains(typed.recipe()) ? typed.recipe() : ""));
        Map<String, List<KeyField>> groups = new LinkedHashMap<>();
        RecipeSchema.keys().forEach(key -> groups.computeIfAbsent(key.group(), anew -> new ArrayList<>())
                .add(new KeyField(
                        key.path(),
                        key.hint(),
                        typed.values().getOrDefault(key.path(), ""),
                        usual.getOrDefault(key.path(), "–"),
                        key.choices())));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("runId", typed.runId());
        data.put("dataset", typed.dataset());
        data.put("model", typed.model());
        data.put("from", typed.from());
        data.put(RECIPE, typed.recipe());
        data.put("recipes", NamedRecipes.all());
        data.put("about", about(typed.recipe()));
        data.put(
                "groups",
                groups.entrySet().stream()
                        .map(it -> new KeyGroup(it.getKey(), it.getValue()))
                        .toList());
        data.put("checked", checked(typed, violations));
        return new PageAnswer.Html(status, "runs/new.html", data);
    }

    private static String about(String recipe) {
        return NamedRecipes.names().contains(recipe) ? NamedRecipes.get(recipe).about() : "";
    }

    /** What the part below the form tells. */
    public record Checked(
            String command, List<Violation> violations, io.quarkus.qute.RawString errors, String summary) {}

    private Checked checked(Typed typed, List<Violation> violations) {
        Map<String, String> byField = new LinkedHashMap<>();
        violations.forEach(it -> byField.merge(fieldOf(it.field()), it.description(), (a, b) -> a + "; " + b));
        return new Checked(typed.command(), violations, PageText.island(byField), summary(typed, violations));
    }

    /** The form's name for a field of the request. */
    private static String fieldOf(String field) {
        if (field.startsWith(FIELD_OF_RECIPE)) {
            String key = field.substring(FIELD_OF_RECIPE.length());
            return RecipeSchema.keys().stream().anyMatch(it -> it.path().equals(key)) ? SET + key : SET + key + ".kind";
        }
        return switch (field) {
            case "spec.dataset" -> "dataset";
            case "spec.model" -> "model";
            case "spec.from_version" -> "from";
            case "spec.recipe" -> RECIPE;
            default -> field;
        };
    }

    private static String summary(Typed typed, List<Violation> violations) {
        if (!violations.isEmpty()) {
            return "";
        }
        var recipe = RecipeReader.tree(typed.tree());
        return recipe.arch().name() + ", " + recipe.epochs() + (recipe.epochs() == 1 ? " epoch" : " epochs")
                + " of batches of " + recipe.batchSize();
    }

    private PageAnswer check(PageRequest request) {
        Typed typed = Typed.of(request);
        return PageAnswer.html("runs/checked.html", Map.of("checked", checked(typed, violations(typed))));
    }

    private List<Violation> violations(Typed typed) {
        try {
            read(typed);
            return List.of();
        } catch (InvalidInput e) {
            return e.violations();
        }
    }

    /** By the rules of gRPC, after the values as YAML. */
    private RunRequest read(Typed typed) {
        RecipeTree tree;
        try {
            tree = typed.tree();
        } catch (InvalidRecipe e) {
            throw new InvalidInput(FIELD_OF_RECIPE + e.field(), e.getMessage());
        }
        RunSpec spec = RunSpec.newBuilder()
                .setDataset(typed.dataset())
                .setModel(typed.model())
                .setFromVersion(typed.from())
                .setRecipe(Structs.write(tree.values()))
                .build();
        return new SpecReader(allowed).read(spec, typed.runId());
    }

    private PageAnswer submit(PageRequest request) {
        Typed typed = Typed.of(request);
        try {
            RunView run = callers.submit(read(typed));
            return new SeeOther("/runs/" + run.id());
        } catch (InvalidInput e) {
            return form(INVALID, typed, e.violations());
        }
    }
}
