package org.watchfire.deploy.standalone;

import java.net.URI;

/**
 * How a client reaches Elasticsearch.
 *
 * @param uri base address without a trailing slash, for example {@code http://127.0.0.1:9200}
 */
public record ElasticsearchAccess(URI uri) {}
