package io.resforge.registry.json;

/** An object that is there but is not what it should be; the message names its key. */
public final class DamagedObject extends RuntimeException {

    public DamagedObject(String key, String reason, Throwable cause) {
        super("the stored object " + key + " is damaged: " + reason, cause);
    }
}
