/**
 * Measuring the store on the machine it runs on, with a ledger and an Elasticsearch made for it and
 * thrown away afterwards. Nothing here is used by the running store.
 */
package org.watchfire.store.bench;
