/** The loaded versions of each model, which of them answers what, and what is told of them. */
package io.resforge.inference.models;
