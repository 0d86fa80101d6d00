package io.resforge.registry.signature;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of a PEM file (RFC 7468).
 *
 * @param label such as {@code PUBLIC KEY}
 * @param body as it stands there: base64, and in old files headers
 */
record Pem(String label, String body) {

    /** No file of keys is larger. */
    private static final int MOST_BYTES = 100_000;

    private static final int LINE = 64;

    private static final String DASHES = "-----";
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z ]{1,40})-----\\R");

    /**
     * The blocks of a file.
     *
     * @param what the file is, for messages
     * @throws IllegalArgumentException if it cannot be read
     */
    static List<Pem> read(String what, Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException(
                        "the " + what + " " + file + " has more than " + MOST_BYTES + " bytes: it is no file of keys");
            }
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return blocks(text);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no " + what + " " + file, e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the " + what + " " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Pem> blocks(String text) {
        List<Pem> blocks = new ArrayList<>();
        Matcher begin = BEGIN.matcher(text);
        while (begin.find()) {
            int end = text.indexOf(DASHES, begin.end());
            if (end >= 0 && text.startsWith(DASHES + "END " + begin.group(1) + DASHES, end)) {
                blocks.add(new Pem(begin.group(1), text.substring(begin.end(), end)));
            }
        }
        return blocks;
    }

    /** The bytes that the body stands for. */
    byte[] bytes() {
        return Base64.getMimeDecoder().decode(body);
    }

    /** The text of one block, as OpenSSL writes it. */
    static String text(String label, byte[] content) {
        String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
