/** What a page is made of: the frame around it, its assets, its headers, and what stands there when there is no page. */
package io.resforge.support.html;
