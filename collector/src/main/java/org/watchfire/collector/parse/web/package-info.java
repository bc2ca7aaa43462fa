/** Access logs of nginx and Apache httpd, and Apache's error log. */
package org.watchfire.collector.parse.web;
