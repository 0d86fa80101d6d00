package io.resforge.inference.loader;

/**
 * A version that was live once, as the disk cache remembers it.
 *
 * @param version within the model
 * @param promotion that made it live, from 1; 0 where none did
 * @param manifestSha256 of its manifest, in hexadecimal
 */
public record LastGood(String version, long promotion, String manifestSha256) {

    public LastGood {
        if (version == null || version.isBlank() || promotion < 0 || manifestSha256 == null) {
            throw new IllegalArgumentException("a version that was live has a version, a promotion and a digest, was "
                    + version + ", " + promotion + ", " + manifestSha256);
        }
    }
}
