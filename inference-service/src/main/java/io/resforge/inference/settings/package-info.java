/** The settings of the service and how they are read. */
package io.resforge.inference.settings;
