/** Who calls, what they may do, and what they did: for both services, over gRPC and HTTP. */
package io.resforge.support.access;
