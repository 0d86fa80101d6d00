package io.resforge.inference.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.Instantiatable;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Ends each answer's document with a newline, so that a shell's prompt stands on a line of its own. */
@Singleton
public class AnswerEnd implements ObjectMapperCustomizer {

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.enable(SerializationFeature.INDENT_OUTPUT).setDefaultPrettyPrinter(new OneLine());
    }

    /** Writes no blanks and no newline but the last. One is made for each document, since it counts. */
    static final class OneLine extends MinimalPrettyPrinter implements Instantiatable<OneLine> {

        private static final long serialVersionUID = 1;

        private int depth;

        @Override
        public OneLine createInstance() {
            return new OneLine();
        }

        @Override
        public void writeStartObject(JsonGenerator json) throws IOException {
            depth++;
            super.writeStartObject(json);
        }

        @Override
        public void writeEndObject(JsonGenerator json, int entries) throws IOException {
            super.writeEndObject(json, entries);
            depth--;
            if (depth == 0) {
                json.writeRaw('\n');
            }
        }

        @Override
        public void writeStartArray(JsonGenerator json) throws IOException {
            depth++;
            super.writeStartArray(json);
        }

        @Override
        public void writeEndArray(JsonGenerator json, int values) throws IOException {
            super.writeEndArray(json, values);
            depth--;
        }
    }
}
