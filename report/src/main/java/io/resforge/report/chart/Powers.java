package io.resforge.report.chart;

import java.text.DecimalFormat;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;

/** Writes an exponent as its power of ten: −2 as {@code 0.01}. */
final class Powers extends NumberFormat {

    private static final long serialVersionUID = 1;

    private final DecimalFormat plain = ChartStyle.format("0.##########");

    @Override
    public StringBuffer format(double exponent, StringBuffer text, FieldPosition position) {
        return plain.format(Math.pow(10, exponent), text, position);
    }

    @Override
    public StringBuffer format(long exponent, StringBuffer text, FieldPosition position) {
        return format((double) exponent, text, position);
    }

    @Override
    public Number parse(String text, ParsePosition position) {
        return Math.log10(plain.parse(text, position).doubleValue());
    }
}
