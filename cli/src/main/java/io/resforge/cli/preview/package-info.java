/** What augmentation makes of images, before anything is trained. */
package io.resforge.cli.preview;
