package io.resforge.simulation;

import io.resforge.registry.store.ObjectStore;
import io.resforge.registry.store.StoreFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bugs, real and plausible ones, each as what the processes that have it see of the store. The simulation has to find every one. */
enum Bug {
    NONE("none", 0),
    IGNORES_THE_CONDITION("a server that ignores `If-None-Match`: two writers win one number", 4) {
        @Override
        ObjectStore seenBy(Role role, ObjectStore store) {
            return new PassedOn(store) {
                @Override
                public boolean create(String key, byte[] content) {
                    store.put(key, content);
                    return true;
                }
            };
        }
    },
    MANIFEST_FIRST("a publisher that writes the manifest before the files", 1) {
        @Override
        ObjectStore seenBy(Role role, ObjectStore store) {
            return role != Role.WORKER
                    ? store
                    : new PassedOn(store) {
                        private final Map<String, byte[]> held = new HashMap<>();

                        @Override
                        public boolean create(String key, byte[] content) {
                            if (key.contains("/model.")) {
                                held.put(key, content);
                                return true;
                            }
                            boolean created = store.create(key, content);
                            if (key.endsWith("/manifest.json")) {
                                held.forEach(store::create);
                                held.clear();
                            }
                            return created;
                        }
                    };
        }
    },
    FILES_FIRST("a removal that deletes the files before the manifest", 3) {
        @Override
        ObjectStore seenBy(Role role, ObjectStore store) {
            return new PassedOn(store) {
                private final List<String> held = new ArrayList<>();

                @Override
                public void delete(String key) {
                    if (key.endsWith("/manifest.json") && key.startsWith("models/")) {
                        held.add(key);
                        return;
                    }
                    store.delete(key);
                    if (key.endsWith("/claim.json")) {
                        held.forEach(store::delete);
                        held.clear();
                    }
                }
            };
        }
    },
    LOOKS_ONCE("a removal that goes by promotions that it has read before it marked a version", 3) {
        @Override
        ObjectStore seenBy(Role role, ObjectStore store) {
            if (role != Role.OPERATOR && role != Role.CONTROL_PLANE) {
                return store;
            }
            return new PassedOn(store) {
                private final Map<String, List<String>> seen = new HashMap<>();

                @Override
                public List<String> list(String prefix) {
                    return prefix.endsWith("/promotions/")
                            ? seen.computeIfAbsent(prefix, store::list)
                            : store.list(prefix);
                }

                @Override
                public Optional<byte[]> get(String key) {
                    List<String> before = seen.get(key.substring(0, key.lastIndexOf('/') + 1));
                    return before == null || before.contains(key) ? store.get(key) : Optional.empty();
                }
            };
        }
    },
    MARK_UNSEEN("a promoter that does not look whether its version is being removed", 478) {
        @Override
        ObjectStore seenBy(Role role, ObjectStore store) {
            return new PassedOn(store) {
                @Override
                public Optional<byte[]> get(String key) {
                    return key.endsWith("/removed.json") ? Optional.empty() : store.get(key);
                }
            };
        }
    },
    GONE_IS_EMPTY("a store that cannot be reached is taken for an empty one", 891) {
        @Override
        ObjectStore seenBy(Role role, ObjectStore store) {
            return new PassedOn(store) {
                @Override
                public List<String> list(String prefix) {
                    try {
                        return store.list(prefix);
                    } catch (StoreFailure e) {
                        return List.of();
                    }
                }
            };
        }
    },
    FIRST_PAGE("a list that ends after its first page, of ten keys here", 5) {
        @Override
        ObjectStore seenBy(Role role, ObjectStore store) {
            return new PassedOn(store) {
                @Override
                public List<String> list(String prefix) {
                    return store.list(prefix).stream().limit(10).toList();
                }
            };
        }
    },
    END_REPLACED("an end of a run that is written in place of another (issue 13, D: the first end counts)", 7) {
        @Override
        ObjectStore seenBy(Role role, ObjectStore store) {
            return new PassedOn(store) {
                @Override
                public boolean create(String key, byte[] content) {
                    if (key.endsWith("/end.json")) {
                        store.put(key, content);
                        return true;
                    }
                    return store.create(key, content);
                }
            };
        }
    },
    END_UNSEEN("a control plane that starts a worker without looking whether the run has ended", 2) {
        @Override
        ObjectStore seenBy(Role role, ObjectStore store) {
            return role != Role.CONTROL_PLANE
                    ? store
                    : new PassedOn(store) {
                        @Override
                        public Optional<byte[]> get(String key) {
                            return key.endsWith("/end.json") ? Optional.empty() : store.get(key);
                        }
                    };
        }
    },
    WITHDRAWAL_UNSEEN("a rollback that knows nothing of withdrawals (issue 13, D6)", 50) {
        @Override
        ObjectStore seenBy(Role role, ObjectStore store) {
            return role != Role.OPERATOR
                    ? store
                    : new PassedOn(store) {
                        @Override
                        public Optional<byte[]> get(String key) {
                            return store.get(key)
                                    .map(content -> key.contains("/promotions/")
                                            ? new String(content, StandardCharsets.UTF_8)
                                                    .replaceAll("\"withdraws\" *: *\"[0-9]+\"", "\"withdraws\": null")
                                                    .getBytes(StandardCharsets.UTF_8)
                                            : content);
                        }
                    };
        }
    },
    DELETION_UNSEEN("a worker that does not look whether its run was deleted (issue 13, D3)", 215) {
        @Override
        ObjectStore seenBy(Role role, ObjectStore store) {
            return role != Role.WORKER
                    ? store
                    : new PassedOn(store) {
                        private final Map<String, byte[]> specs = new HashMap<>();

                        @Override
                        public Optional<byte[]> get(String key) {
                            Optional<byte[]> read = store.get(key);
                            if (!key.endsWith("/spec.json")) {
                                return read;
                            }
                            read.ifPresent(spec -> specs.putIfAbsent(key, spec));
                            return Optional.ofNullable(specs.get(key));
                        }
                    };
        }
    };

    private final String words;
    private final long foundBy;

    /** What a process is. */
    enum Role {
        OPERATOR,
        CONTROL_PLANE,
        WORKER,
        SERVER
    }

    Bug(String words, long foundBy) {
        this.words = words;
        this.foundBy = foundBy;
    }

    /** The first seed that finds it. */
    long foundBy() {
        return foundBy;
    }

    /** The store as a process with this bug sees it. */
    ObjectStore seenBy(Role role, ObjectStore store) {
        return store;
    }

    @Override
    public String toString() {
        return words;
    }

    /** Another view of a store. */
    private abstract static class PassedOn implements ObjectStore {

        private final ObjectStore to;

        PassedOn(ObjectStore to) {
            this.to = to;
        }

        @Override
        public boolean create(String key, byte[] content) {
            return to.create(key, content);
        }

        @Override
        public void put(String key, byte[] content) {
            to.put(key, content);
        }

        @Override
        public Optional<byte[]> get(String key) {
            return to.get(key);
        }

        @Override
        public List<String> list(String prefix) {
            return to.list(prefix);
        }

        @Override
        public void delete(String key) {
            to.delete(key);
        }
    }
}
