/**
 * What pages are made of. A page that a service serves has in its head
 *
 * <pre>{@code
 * <meta name="htmx-config" content='{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true}'>
 * <link rel="icon" href="/assets/icon-….svg"> <link rel="stylesheet" href="/assets/resforge-….css">
 * <script src="/assets/page-….js"></script>
 * <script src="/assets/charts-….js" defer></script> <script src="/assets/live-….js" defer></script>
 * }</pre>
 *
 * where the last part of each address is {@link io.resforge.web.WebAssets.WebAsset#address()}; the service answers with
 * what {@link io.resforge.web.WebAssets#at} has, to be cached for ever ({@code Cache-Control: public,
 * max-age=31536000, immutable}). It needs no more than {@code Content-Security-Policy: default-src 'none'; script-src
 * 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; base-uri 'none';
 * frame-ancestors 'none'}: no script and no style stands in a page. Data for a chart stand in a page as {@code <script
 * type="application/json">}, which is no script to a browser; in its JSON a less-than sign is
 * written by its number, as {@code u003c} after a backslash.
 *
 * <p>{@code resforge.css} has the classes that its comments name. {@code page.js} is loaded first and at once, for the
 * theme; {@code charts.js} has uPlot in it, {@code live.js} is htmx.
 */
package io.resforge.web;
