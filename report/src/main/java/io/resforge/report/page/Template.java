package io.resforge.report.page;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A page with holes; what fills a hole is escaped, save for pictures and the style sheet, which are ours. */
final class Template {

    private final String name;

    Template(String name) {
        this.name = name;
    }

    /** The page filled in. A hole without a value is an error. */
    String fill(Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("style", read("page.css"));
        return Mustache.compiler()
                .escapeHTML(true)
                .emptyStringIsFalse(true)
                .withLoader(partial -> new StringReader(read(partial + ".html")))
                .compile(read(name))
                .execute(all);
    }

    private static String read(String name) {
        try (InputStream stream = Template.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the report's " + name + " is missing from its archive");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the report's " + name, e);
        }
    }
}
