/** What all commands share: options, the state folder, JSON output, failures and exit codes. */
package io.resforge.cli.common;
