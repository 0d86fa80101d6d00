/** How bytes reach the services: TLS on both ports, its certificates, and what happens without. */
package io.resforge.support.transport;
