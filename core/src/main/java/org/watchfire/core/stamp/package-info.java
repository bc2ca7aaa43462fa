/**
 * The stamp of an event: which agent sent it as its how-manieth. Turns stamps into record headers
 * and back, decides whether a record may enter (admission), and tells new from repeated from
 * missing. Knows nothing of Kafka's classes.
 */
package org.watchfire.core.stamp;
