/** What a network is made of, without training it. */
package io.resforge.cli.describe;
