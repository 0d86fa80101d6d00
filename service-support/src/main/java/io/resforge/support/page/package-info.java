/** Serves pages: takes requests in, has them worked on, answers, streams and logs people in. */
package io.resforge.support.page;
