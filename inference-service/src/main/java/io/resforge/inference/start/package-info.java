/** How long the process took until it could answer, phase by phase. */
package io.resforge.inference.start;
