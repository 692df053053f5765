package kv.http.call;

/** What a call does, as metrics and logs name it. */
public enum Operation {
  GET("get", false),
  HEAD("head", false),
  PUT("put", true),
  DELETE("delete", true),
  LIST("list", false),
  LOCK("lock", true),
  SHOW_LOCK("show-lock", false),
  UNLOCK("unlock", true);

  private final String word;
  private final boolean write;

  Operation(String word, boolean write) {
    this.word = word;
    this.write = write;
  }

  public String word() {
    return word;
  }

  public boolean isWrite() {
    return write;
  }
}
