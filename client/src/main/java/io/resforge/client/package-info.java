/**
 * The Java client of ResForge: {@link io.resforge.client.ResForgeClient} classifies images, submits and follows training
 * runs, and manages versions. Messages are those of the contracts, package {@code io.resforge.v1}.
 */
package io.resforge.client;
