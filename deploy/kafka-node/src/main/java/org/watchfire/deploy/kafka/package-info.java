/**
 * One real Kafka broker and controller in its own process, for an installation on one machine.
 *
 * <p>What enters: one properties file with broker settings. What leaves: a running broker. Topics,
 * rights and certificates are made by whoever starts it.
 *
 * <p>单机安装用的 Kafka 节点（控制器与代理合一）；主题、权限与证书由启动者负责。
 */
package org.watchfire.deploy.kafka;
