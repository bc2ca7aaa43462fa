/**
 * One real Elasticsearch node in its own process, for an installation on one machine.
 *
 * <p>What enters: one properties file with Elasticsearch's own setting names, and a home directory
 * whose {@code modules/} holds the network module. What leaves: a running node on loopback. It has
 * no x-pack: no security, no ILM, no data streams. Production uses the site's own cluster.
 *
 * <p>单机安装用的 Elasticsearch 节点；生产环境使用用户自己的集群。
 */
package org.watchfire.deploy.elasticsearch;
