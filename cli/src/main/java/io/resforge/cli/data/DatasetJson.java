package io.resforge.cli.data;

import com.google.gson.JsonObject;
import io.resforge.registry.dataset.DatasetIndex;

/** A stored data set as JSON. */
final class DatasetJson {

    private DatasetJson() {}

    /** @param data what {@code --data} takes */
    static JsonObject of(String data, DatasetIndex index) {
        JsonObject document = new JsonObject();
        document.addProperty("data", data);
        document.addProperty("digest", index.digest());
        document.addProperty("classes", index.classes());
        document.addProperty("trainingImages", index.trainingImages());
        document.addProperty("testImages", index.testImages());
        document.addProperty("files", index.files().count());
        document.addProperty("bytes", index.bytes());
        return document;
    }
}
