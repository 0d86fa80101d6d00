package io.resforge.trainer.api;

import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.contract.RunState;
import io.resforge.trainer.run.LabelSelector;
import io.resforge.trainer.run.RunFilter;
import io.resforge.trainer.run.RunPage.Cursor;
import io.resforge.v1.ListRunsRequest;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads which runs a client asks for. */
final class ListReader {

    private final RunFilter filter;
    private final Paging paging;
    private final Optional<Cursor> after;

    /** @throws InvalidInput if a field cannot be taken */
    ListReader(ListRunsRequest request) {
        this.paging = Paging.of(request.getPageSize(), request.getPageToken());
        this.after = paging.after().map(ListReader::cursor);
        Set<RunState> states =
                request.getStatesList().stream().map(ListReader::state).collect(Collectors.toSet());
        Optional<String> recipe = request.getRecipe().isEmpty() ? Optional.empty() : Optional.of(request.getRecipe());
        this.filter = new RunFilter(states, recipe, labels(request.getLabelSelector()));
    }

    RunFilter filter() {
        return filter;
    }

    /** Where the page begins; empty for the first one. */
    Optional<Cursor> after() {
        return after;
    }

    int size() {
        return paging.size();
    }

    private static Cursor cursor(String text) {
        try {
            return Cursor.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("page_token", Paging.FOREIGN_TOKEN);
        }
    }

    private static RunState state(io.resforge.v1.RunState state) {
        return Arrays.stream(RunState.values())
                .filter(it -> RunWriter.state(it) == state)
                .findFirst()
                .orElseThrow(() -> new InvalidInput("states", "must be states of runs, was " + state));
    }

    private static LabelSelector labels(String text) {
        try {
            return LabelSelector.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("label_selector", e.getMessage());
        }
    }
}
