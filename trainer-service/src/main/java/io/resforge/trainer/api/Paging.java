package io.resforge.trainer.api;

import io.resforge.trainer.contract.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Which part of a list is asked for. A token names the last item that was sent, so that items that come or go in between move nothing.
 *
 * @param after the last item of the page before; empty for the first page
 */
record Paging(int size, Optional<String> after) {

    private static final int DEFAULT_SIZE = 100;
    private static final int LARGEST = 1000;
    static final String FOREIGN_TOKEN = "is none that this call gave; begin again without one";

    /** @throws InvalidInput if the size is out of range or the token is not one of ours */
    static Paging of(int size, String token) {
        if (size < 0 || size > LARGEST) {
            throw new InvalidInput("page_size", "must be from 0 to " + LARGEST + ", was " + size);
        }
        Optional<String> after = token.isEmpty() ? Optional.empty() : Optional.of(open(token));
        return new Paging(size == 0 ? DEFAULT_SIZE : size, after);
    }

    private static String open(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("page_token", FOREIGN_TOKEN);
        }
    }

    /** The token of a place. */
    static String token(String item) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(item.getBytes(StandardCharsets.UTF_8));
    }

    /** This page of a list that is at hand. */
    Slice of(List<String> items) {
        int begin = after.map(item -> position(items, item) + 1).orElse(0);
        int end = Math.min(items.size(), begin + size);
        return new Slice(
                items.subList(begin, end), end < items.size() ? Optional.of(items.get(end - 1)) : Optional.empty());
    }

    private static int position(List<String> items, String item) {
        int position = items.indexOf(item);
        if (position < 0) {
            throw new InvalidInput("page_token", FOREIGN_TOKEN);
        }
        return position;
    }

    /** A page and where the next one begins after; empty if this is the last one. */
    record Slice(List<String> items, Optional<String> last) {

        /** The token of the next page; empty if there is none. */
        String nextToken() {
            return last.map(Paging::token).orElse("");
        }
    }
}
