package io.resforge.cli.demo;

import io.resforge.v1.Image;

/**
 * A picture whose content is known.
 *
 * @param name that a person would recognise, such as {@code frog/0001.png}
 * @param label its true class
 * @param image as it is sent
 */
record DemoImage(String name, String label, Image image) {}
