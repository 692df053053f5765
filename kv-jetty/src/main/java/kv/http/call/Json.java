package kv.http.call;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;

/**
 * How JSON is written. Buffers are kept here, not with the thread as is Jackson's default: a
 * container's threads outlive a web application, and would keep its classes.
 */
public final class Json {

  public static final JsonFactory FACTORY =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.newConcurrentDequePool()).build();

  private Json() {}
}
