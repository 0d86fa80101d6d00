package io.resforge.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Inputs that are almost right: good ones with a few changes, of bytes, numbers and words. Which changes follows from the seed and the
 * number of the input alone.
 *
 * @param good the inputs that are changed, at least one
 * @param seed of all changes
 */
public record Mutations(List<byte[]> good, long seed) {

    private static final int MOST_CHANGES = 6;
    private static final int MOST_BYTES = 1 << 16;
    private static final int LONGEST_PART = 64;

    private static final long[] EDGES = {
        0,
        1,
        -1,
        2,
        127,
        128,
        255,
        256,
        32_767,
        65_535,
        Integer.MAX_VALUE - 8,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 32,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "1e999",
            "1e-999",
            "-0.0",
            "NaN",
            ".inf",
            "0.5",
            "1e9",
            "65536",
            "2147483647",
            "2147483648",
            "99999999999",
            "9223372036854775807",
            "9223372036854775808",
            "1" + "0".repeat(400));

    private static final List<String> WORDS = List.of(
            "null",
            "true",
            "[]",
            "{}",
            "\"\"",
            "\"\\ud800\"",
            "..",
            "../",
            "/",
            "\0",
            "\n",
            "\r\n",
            "\u00e4",
            "\ud83d\ude00",
            "\uFEFF",
            "[",
            "{",
            "&a ",
            "*a",
            "!!",
            "<<: ",
            "- ",
            ": ",
            ",",
            "\"",
            "%s",
            "${a}",
            " ",
            "\u2028",
            "sha256:",
            "1",
            "a",
            "[".repeat(1100),
            "{\"a\":".repeat(600),
            "2026-01-01T00:00:00Z",
            "+1000000000-12-31T23:59:59Z");

    public Mutations {
        good = List.copyOf(good);
    }

    /** The changed input of a number. */
    public byte[] get(long number) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
        byte[] input = any(random).clone();
        for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
            input = changed(input, random);
        }
        return input.length > MOST_BYTES ? Arrays.copyOf(input, MOST_BYTES) : input;
    }

    private byte[] any(SplittableRandom random) {
        return good.get(random.nextInt(good.size()));
    }

    private byte[] changed(byte[] input, SplittableRandom random) {
        int at = random.nextInt(input.length + 1);
        int end = Math.min(input.length, at + 1 + random.nextInt(LONGEST_PART));
        return switch (random.nextInt(10)) {
            case 0 -> flipped(input, at, random);
            case 1 -> replaced(input, at, end, new byte[0]);
            case 2 -> Arrays.copyOf(input, at);
            case 3 -> replaced(input, at, at, Arrays.copyOfRange(input, at, end));
            case 4 -> overwritten(input, at, edge(random));
            case 5 -> number(input, at, random);
            case 6 -> replaced(input, at, at, word(random));
            case 7 -> token(input, at, random);
            case 8 -> moved(input, at, random);
            default -> spliced(input, at, any(random), random);
        };
    }

    private static byte[] flipped(byte[] input, int at, SplittableRandom random) {
        byte[] flipped = input.length == 0 ? new byte[1] : input;
        int place = Math.min(at, flipped.length - 1);
        flipped[place] =
                random.nextBoolean() ? (byte) random.nextInt() : (byte) (flipped[place] ^ 1 << random.nextInt(8));
        return flipped;
    }

    /** One of the numbers at which programs err, in one to eight bytes. */
    private static byte[] edge(SplittableRandom random) {
        ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        byte[] bytes = ByteBuffer.allocate(Long.BYTES)
                .order(order)
                .putLong(EDGES[random.nextInt(EDGES.length)])
                .array();
        int length = 1 << random.nextInt(4);
        return order == ByteOrder.BIG_ENDIAN
                ? Arrays.copyOfRange(bytes, Long.BYTES - length, Long.BYTES)
                : Arrays.copyOf(bytes, length);
    }

    private static byte[] overwritten(byte[] input, int at, byte[] part) {
        return replaced(input, at, Math.min(input.length, at + part.length), part);
    }

    /** Another number in the place of one that is written out. */
    private static byte[] number(byte[] input, int at, SplittableRandom random) {
        int begin = at;
        while (begin < input.length && !isDigit(input[begin])) {
            begin++;
        }
        int end = begin;
        while (end < input.length && isDigit(input[end])) {
            end++;
        }
        return replaced(input, begin, end, bytes(NUMBERS.get(random.nextInt(NUMBERS.size()))));
    }

    /** Another word in the place of one, or of what is between quotes. */
    private static byte[] token(byte[] input, int at, SplittableRandom random) {
        int begin = at;
        while (begin > 0 && isOfWord(input[begin - 1])) {
            begin--;
        }
        int end = at;
        while (end < input.length && isOfWord(input[end])) {
            end++;
        }
        return replaced(input, begin, end, word(random));
    }

    private static byte[] word(SplittableRandom random) {
        return bytes(WORDS.get(random.nextInt(WORDS.size())));
    }

    /** A part of the input over another. */
    private static byte[] moved(byte[] input, int at, SplittableRandom random) {
        int from = random.nextInt(input.length + 1);
        return overwritten(
                input,
                at,
                Arrays.copyOfRange(input, from, Math.min(input.length, from + random.nextInt(LONGEST_PART))));
    }

    /** The beginning of the input and the end of another. */
    private static byte[] spliced(byte[] input, int at, byte[] other, SplittableRandom random) {
        int from = random.nextInt(other.length + 1);
        return replaced(input, at, input.length, Arrays.copyOfRange(other, from, other.length));
    }

    private static byte[] replaced(byte[] input, int begin, int end, byte[] part) {
        return ByteBuffer.allocate(begin + part.length + input.length - end)
                .put(input, 0, begin)
                .put(part)
                .put(input, end, input.length - end)
                .array();
    }

    private static boolean isDigit(byte letter) {
        return letter >= '0' && letter <= '9';
    }

    private static boolean isOfWord(byte letter) {
        return letter > ' ' && ",:\"[]{}".indexOf(letter) < 0;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
