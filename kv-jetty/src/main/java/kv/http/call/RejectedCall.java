package kv.http.call;

/** Ends the handling of a call with an error answer, before anything was asked of the backend. */
public final class RejectedCall extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Reply reply;

  public RejectedCall(int status, String detail) {
    this(detail, Problem.notApplied(status, detail));
  }

  RejectedCall(Reply reply) {
    this("the call is refused", reply);
  }

  private RejectedCall(String detail, Reply reply) {
    super(detail, null, false, false);
    this.reply = reply;
  }

  Reply reply() {
    return reply;
  }
}
