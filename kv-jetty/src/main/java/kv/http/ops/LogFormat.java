package kv.http.ops;

import kv.spi.Setting;

/** How log lines are written. */
public enum LogFormat {
  TEXT,
  JSON;

  public static final Setting<LogFormat> SETTING =
      Setting.choice(
          "kv.log.format",
          "How log lines are written: text, or json, one object a line with the request's id in"
              + " mdc. Lines before the configuration is read follow the environment and system"
              + " properties only.",
          TEXT,
          LogFormat.class);
}
