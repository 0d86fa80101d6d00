package io.resforge.trainer.api;

import io.resforge.trainer.backend.RunLog;
import io.resforge.trainer.contract.InvalidInput;
import io.resforge.trainer.run.RunService;
import io.resforge.v1.StreamLogsRequest;
import io.resforge.v1.StreamLogsResponse;
import java.util.List;
import java.util.OptionalInt;

/** Reads one run's log for one client. */
final class LogSource implements Stream.Source<StreamLogsResponse> {

    private final RunService runs;
    private final StreamLogsRequest request;
    private RunLog log;

    LogSource(RunService runs, StreamLogsRequest request) {
        this.runs = runs;
        this.request = request;
    }

    @Override
    public Stream.Look<StreamLogsResponse> look() {
        if (log == null) {
            log = runs.log(RequestFields.run("run_id", request.getRunId()), tail(), request.getFollow());
        }
        RunLog.Lines lines = log.read();
        if (lines.lines().isEmpty()) {
            return new Stream.Look<>(List.of(), lines.last());
        }
        StreamLogsResponse news = StreamLogsResponse.newBuilder()
                .addAllLines(lines.lines())
                .setWorker(lines.worker())
                .build();
        return new Stream.Look<>(List.of(news), lines.last(), !lines.last());
    }

    private OptionalInt tail() {
        if (!request.hasTailLines()) {
            return OptionalInt.empty();
        }
        if (request.getTailLines() < 0) {
            throw new InvalidInput("tail_lines", "must be at least 0, was " + request.getTailLines());
        }
        return OptionalInt.of(request.getTailLines());
    }

    @Override
    public void close() {
        if (log != null) {
            log.close();
        }
    }
}
