/** What a monitoring system sees of a front end: Prometheus, and the dashboard for Grafana. */
@NullMarked
package kv.system.monitoring;

import org.jspecify.annotations.NullMarked;
