/** Recipes: where they are read from, how they are sent, and the commands that show them. */
package io.resforge.cli.recipe;
