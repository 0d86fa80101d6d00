package io.resforge.cli.sweep;

import io.resforge.training.recipe.sweep.Member;
import io.resforge.v1.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What is known of all members. Several threads report to it; its listener is told of one change at a time. */
final class SweepProgress {

    private final List<SweepEntry> entries = new ArrayList<>();
    private final Consumer<List<SweepEntry>> listener;

    /** @param listener gets all entries, in the members' order, after each change */
    SweepProgress(List<Member> members, Consumer<List<SweepEntry>> listener) {
        members.forEach(member -> entries.add(SweepEntry.waiting(member)));
        this.listener = listener;
    }

    /** @param place of the member among all, from 0 */
    synchronized void changed(int place, Run run) {
        put(place, entries.get(place).with(run));
    }

    synchronized void refused(int place, String reason) {
        put(place, entries.get(place).refused(reason));
    }

    synchronized boolean isOver(int place) {
        return entries.get(place).isOver();
    }

    /** All entries, in the members' order. */
    synchronized List<SweepEntry> entries() {
        return List.copyOf(entries);
    }

    private void put(int place, SweepEntry entry) {
        entries.set(place, entry);
        listener.accept(List.copyOf(entries));
    }
}
