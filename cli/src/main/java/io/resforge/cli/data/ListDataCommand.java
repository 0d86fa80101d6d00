package io.resforge.cli.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.resforge.cli.common.ContextCommand;
import io.resforge.cli.common.ExitCodes;
import io.resforge.cli.common.JsonOption;
import io.resforge.cli.common.StoreOption;
import io.resforge.cli.terminal.HumanFormat;
import io.resforge.cli.terminal.PlainText;
import io.resforge.cli.terminal.TextTable;
import io.resforge.registry.dataset.DatasetIndex;
import io.resforge.registry.dataset.DatasetLocation;
import io.resforge.registry.dataset.Datasets;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the data sets of a store. */
@Command(
        name = "list",
        description = "Lists the data sets that 'resforge data push' brought into a store.",
        footer = {"", "Examples:", "  resforge data list --store s3://bucket/resforge"})
public final class ListDataCommand extends ContextCommand {

    @Mixin
    private StoreOption store;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        Map<String, DatasetIndex> found = store.isNew(context.home()) ? Map.of() : found();
        if (json.isOn()) {
            JsonArray list = new JsonArray();
            found.forEach((data, index) -> list.add(DatasetJson.of(data, index)));
            JsonObject document = new JsonObject();
            document.add("datasets", list);
            JsonOption.print(context.terminal().out(), document);
        } else if (found.isEmpty()) {
            context.terminal().line("No data sets yet; 'resforge data push' brings one.");
        } else {
            print(found);
        }
        return ExitCodes.OK;
    }

    private Map<String, DatasetIndex> found() {
        Datasets datasets = new Datasets(store.open(context.home()));
        Map<String, DatasetIndex> found = new LinkedHashMap<>();
        datasets.names()
                .forEach(name -> found.put(
                        DatasetLocation.STORE + name, datasets.named(name).index()));
        return found;
    }

    private void print(Map<String, DatasetIndex> found) {
        TextTable table =
                new TextTable(context.terminal(), "DATA", ">CLASSES", ">TRAINING", ">TEST", ">SIZE", "DIGEST");
        found.forEach((data, index) -> table.row(
                PlainText.of(data),
                HumanFormat.count(index.classes()),
                HumanFormat.count(index.trainingImages()),
                HumanFormat.count(index.testImages()),
                HumanFormat.bytes(index.bytes()),
                PlainText.of(
                        index.digest().substring(0, Math.min(12, index.digest().length())))));
        table.print();
    }

    /** A stored data set as JSON. */
    static final class DatasetJson {

        private DatasetJson() {}

        /** @param data what {@code --data} takes */
        static JsonObject of(String data, DatasetIndex index) {
            JsonObject document = new JsonObject();
            document.addProperty("data", data);
            document.addProperty("digest", index.digest());
            document.addProperty("classes", index.classes());
            document.addProperty("training_images", index.trainingImages());
            document.addProperty("test_images", index.testImages());
            document.addProperty("files", index.files().count());
            document.addProperty("bytes", index.bytes());
            return document;
        }
    }
}
