package org.watchfire.collector.agent;

import java.util.Map;

/** Text in the Prometheus exposition format 0.0.4. */
final class Metrics {

  private final StringBuilder out = new StringBuilder(4096);

  Metrics counter(String name, String help, long value) {
    head(name, help, "counter");
    out.append(name).append(' ').append(value).append('\n');
    return this;
  }

  Metrics gauge(String name, String help, long value) {
    head(name, help, "gauge");
    out.append(name).append(' ').append(value).append('\n');
    return this;
  }

  Metrics labelled(String name, String help, String label, Map<String, Long> values) {
    return labelled(name, help, "counter", label, values);
  }

  Metrics labelledGauge(String name, String help, String label, Map<String, Long> values) {
    return labelled(name, help, "gauge", label, values);
  }

  private Metrics labelled(
      String name, String help, String type, String label, Map<String, Long> values) {
    head(name, help, type);
    values.forEach(
        (k, v) ->
            out.append(name)
                .append('{')
                .append(label)
                .append("=\"")
                .append(k.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"))
                .append("\"} ")
                .append(v)
                .append('\n'));
    return this;
  }

  private void head(String name, String help, String type) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  String text() {
    return out.toString();
  }
}
