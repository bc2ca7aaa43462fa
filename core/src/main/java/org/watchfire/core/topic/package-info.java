/** Names that cross process borders: Kafka topics. Nothing else. */
package org.watchfire.core.topic;
