/** Commands about published versions, and questions to the live one. */
package io.resforge.cli.model;
