/** Commands about training runs. */
package io.resforge.cli.run;
