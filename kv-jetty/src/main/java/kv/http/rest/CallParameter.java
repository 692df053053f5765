package kv.http.rest;

import java.util.function.Function;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.Parameter;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;
import org.jspecify.annotations.Nullable;

/**
 * Gives resource methods their {@link ServletCall} straight from the request. Left to itself,
 * Jersey asks HK2 for every {@code @Context} parameter of every request.
 */
final class CallParameter implements ValueParamProvider {

  @Override
  @SuppressWarnings("NullAway") // null says: not mine
  public @Nullable Function<ContainerRequest, ?> getValueProvider(Parameter parameter) {
    return parameter.getRawType() == ServletCall.class ? ServletCall::of : null;
  }

  @Override
  public PriorityType getPriority() {
    return Priority.HIGH;
  }
}
