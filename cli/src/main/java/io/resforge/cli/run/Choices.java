package io.resforge.cli.run;

import io.resforge.cli.common.Choice;
import io.resforge.v1.OptimizerKind;
import io.resforge.v1.Precision;
import io.resforge.v1.ScheduleKind;
import java.util.Locale;

/** The words that stand for the contracts' enumerations. */
final class Choices {

    private Choices() {}

    enum Optimizer {
        SGD(OptimizerKind.OPTIMIZER_KIND_SGD),
        ADAM(OptimizerKind.OPTIMIZER_KIND_ADAM);

        final OptimizerKind kind;

        Optimizer(OptimizerKind kind) {
            this.kind = kind;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum Schedule {
        COSINE(ScheduleKind.SCHEDULE_KIND_COSINE),
        STEP(ScheduleKind.SCHEDULE_KIND_STEP);

        final ScheduleKind kind;

        Schedule(ScheduleKind kind) {
            this.kind = kind;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum Arithmetic {
        AUTO(Precision.PRECISION_AUTO),
        FP32(Precision.PRECISION_FP32),
        BF16(Precision.PRECISION_BF16);

        final Precision precision;

        Arithmetic(Precision precision) {
            this.precision = precision;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final class OptimizerWord extends Choice<Optimizer> {
        OptimizerWord() {
            super(Optimizer.values());
        }
    }

    static final class ScheduleWord extends Choice<Schedule> {
        ScheduleWord() {
            super(Schedule.values());
        }
    }

    static final class ArithmeticWord extends Choice<Arithmetic> {
        ArithmeticWord() {
            super(Arithmetic.values());
        }
    }
}
