/**
 * Traces by OpenTelemetry: a span for each request, lock call and store call, where switched on.
 */
@NullMarked
package kv.http.trace;

import org.jspecify.annotations.NullMarked;
