/** What makes a shell comfortable: completion, the version, and contexts for several installations. */
package io.resforge.cli.shell;
