/** How bytes get to the servers: addresses, balancing, retries, deadlines. */
package io.resforge.client.channel;
