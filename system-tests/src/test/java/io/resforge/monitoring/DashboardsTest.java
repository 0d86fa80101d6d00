package io.resforge.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Grafana and the reader of a dashboard expect of its file. */
class DashboardsTest {

    private static final int WIDTH = 24;

    static List<Dashboard> dashboards() {
        return Dashboard.all();
    }

    @Test
    void linkEachOtherByNamesThatStay() {
        assertThat(dashboards())
                .extracting(dashboard -> dashboard.json().get("uid").getAsString())
                .containsExactly("resforge-serving", "resforge-training");
        assertThat(dashboards())
                .allSatisfy(dashboard -> assertThat(dashboard.json().get("id").isJsonNull())
                        .as("Grafana numbers dashboards itself")
                        .isTrue());
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void laysPanelsSideBySideWithoutOverlaps(Dashboard dashboard) {
        List<Box> boxes = dashboard.items().stream().map(Box::of).toList();

        assertThat(dashboard.items())
                .extracting(item -> item.get("id").getAsInt())
                .doesNotHaveDuplicates();
        assertThat(boxes).allSatisfy(box -> assertThat(box.x() + box.w()).isLessThanOrEqualTo(WIDTH));
        for (int i = 0; i < boxes.size(); i++) {
            for (Box later : boxes.subList(i + 1, boxes.size())) {
                assertThat(boxes.get(i).overlaps(later))
                        .as("%s and %s", boxes.get(i), later)
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void saysOfEachPanelWhatItShowsAndInWhichUnit(Dashboard dashboard) {
        assertThat(dashboard.panels()).allSatisfy(panel -> {
            assertThat(panel.get("description").getAsString())
                    .as(panel.get("title").getAsString())
                    .endsWith(".");
            assertThat(panel.toString()).as(panel.get("title").getAsString()).contains("\"unit\":");
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void asksTheChosenDataSource(Dashboard dashboard) {
        assertThat(sources(dashboard)).isNotEmpty().allSatisfy(asking -> assertThat(
                        asking.getAsJsonObject("datasource").get("uid").getAsString())
                .isEqualTo("${datasource}"));
        assertThat(dashboard.variables().getFirst().get("type").getAsString()).isEqualTo("datasource");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void asksOnlyForTheChosenNamespaceAndForIntervalsThatFitTheScrapes(Dashboard dashboard) {
        assertThat(Stream.concat(dashboard.queries().stream(), dashboard.annotations().stream()))
                .allSatisfy(query ->
                        assertThat(query.expression()).as(query.where()).contains("namespace=~\"$namespace\""));
        assertThat(dashboard.queries()).allSatisfy(query -> assertThat(query.expression())
                .as(query.where())
                .doesNotContainPattern("\\[(?!\\$__rate_interval|\\$__range)"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void leadsFromRunsToTheirPagesAndFromAlertsToTheirRunbooks(Dashboard dashboard) {
        assertThat(dashboard.variables())
                .filteredOn(variable -> variable.get("name").getAsString().equals("pages"))
                .singleElement()
                .satisfies(pages -> assertThat(pages.get("type").getAsString()).isEqualTo("textbox"));
        assertThat(dashboard.panels().stream().map(JsonObject::toString))
                .anyMatch(panel -> panel.contains("${pages}/runs/${__value.text}"))
                .anyMatch(panel -> panel.contains("/docs/runbooks/${__field.labels.alertname}.md"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void asksForNothingThatTheDocumentationDoesNotName(Dashboard dashboard) {
        assertThat(dashboard.queries().stream().flatMap(query -> query.names().stream()))
                .isNotEmpty()
                .allSatisfy(Documentation.read()::names);
    }

    private static List<JsonObject> sources(Dashboard dashboard) {
        List<JsonObject> asking = new ArrayList<>(dashboard.panels());
        dashboard.panels().forEach(panel -> asking.addAll(Dashboard.objects(panel.getAsJsonArray("targets"))));
        dashboard.variables().stream()
                .filter(variable -> variable.get("type").getAsString().equals("query"))
                .forEach(asking::add);
        return asking;
    }

    private record Box(String title, int x, int y, int w, int h) {

        static Box of(JsonObject panel) {
            JsonObject at = panel.getAsJsonObject("gridPos");
            return new Box(
                    panel.get("title").getAsString(),
                    at.get("x").getAsInt(),
                    at.get("y").getAsInt(),
                    at.get("w").getAsInt(),
                    at.get("h").getAsInt());
        }

        boolean overlaps(Box other) {
            return x < other.x + other.w && other.x < x + w && y < other.y + other.h && other.y < y + h;
        }
    }
}
