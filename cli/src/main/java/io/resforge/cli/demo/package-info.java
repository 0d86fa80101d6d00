/** The whole way from pictures to a model that is replaced while it answers. */
package io.resforge.cli.demo;
