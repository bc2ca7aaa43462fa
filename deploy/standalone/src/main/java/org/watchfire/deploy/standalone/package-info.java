/**
 * Runs the real servers on one machine: Kafka, Elasticsearch and PostgreSQL, each its own process.
 *
 * <p>What enters: a product root with packaged class paths ({@link
 * org.watchfire.deploy.standalone.Layout}), one data directory and ports. What leaves: running
 * processes with readiness, restart and ordered stop, certificates, topics with their access
 * matrix, and for integration tests one {@link org.watchfire.deploy.standalone.TestStack}. Nothing
 * here knows what an event or an alert is.
 *
 * <p>把真实的服务器作为独立进程在一台机器上运行；这里不含任何业务逻辑。
 */
package org.watchfire.deploy.standalone;
