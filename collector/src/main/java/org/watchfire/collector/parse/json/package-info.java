/** Sources that are JSON already: ECS documents, and objects of no known schema. */
package org.watchfire.collector.parse.json;
