package io.resforge.training.schedule;

import com.google.gson.Gson;
import io.resforge.training.recipe.Recipe.Monitor;
import io.resforge.training.recipe.Recipe.PlateauSpec;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What src/test/python/schedules.py had from PyTorch. */
record ScheduleFixture(double peak, List<Rates> schedules, List<Epoch> epochs, List<Reductions> plateaus) {

    static final ScheduleFixture PYTORCH = read();

    /** A scheduler's rate at each step. */
    record Rates(String name, double[] rates) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** What the held-out images came to after an epoch. */
    record Epoch(double accuracy, double loss) {}

    /** The rate after each epoch. */
    record Reductions(Spec spec, double[] rates) {}

    record Spec(Monitor monitor, double factor, int patience, int cooldown, double floor, double minDelta) {

        PlateauSpec plateau() {
            return new PlateauSpec(monitor, factor, patience, cooldown, floor, minDelta);
        }
    }

    private static ScheduleFixture read() {
        try (Reader json = new InputStreamReader(
                ScheduleFixture.class.getResourceAsStream("pytorch.json"), StandardCharsets.UTF_8)) {
            return new Gson().fromJson(json, ScheduleFixture.class);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the fixture", e);
        }
    }
}
