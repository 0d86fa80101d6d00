/** What the protocols share: errors, health, limits of what comes in, and the calls that are under way. */
package io.resforge.inference.api;
