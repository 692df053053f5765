package kv.spi.locked;

import java.util.OptionalLong;
import kv.spi.Row;
import kv.spi.Row.Reading;
import kv.spi.Token;
import kv.spi.lock.Grant;
import kv.spi.lock.LockManager.Commit;
import kv.spi.lock.LockManager.Purpose;
import kv.spi.lock.Look;

/** One thing asked of the store or of the lock service, about the key of the call. */
sealed interface Command<A> {

  /** There is nothing to know but that it went well. */
  enum Ok {
    OK
  }

  A on(Services services);

  record Identity() implements Command<String> {
    @Override
    public String on(Services services) {
      return services.identity();
    }
  }

  record Epoch(String identity) implements Command<OptionalLong> {
    @Override
    public OptionalLong on(Services services) {
      return services.epoch(identity);
    }
  }

  record StartNewLife(String identity) implements Command<Ok> {
    @Override
    public Ok on(Services services) {
      services.startNewLife(identity);
      return Ok.OK;
    }
  }

  record Acquire(Purpose purpose) implements Command<Grant> {
    @Override
    public Grant on(Services services) {
      return services.acquire(purpose);
    }
  }

  record Decide(Grant grant) implements Command<Commit> {
    @Override
    public Commit on(Services services) {
      return services.commit(grant);
    }
  }

  record Abandon(Grant grant) implements Command<Ok> {
    @Override
    public Ok on(Services services) {
      services.abandon(grant);
      return Ok.OK;
    }
  }

  record LookUp() implements Command<Look> {
    @Override
    public Look on(Services services) {
      return services.look();
    }
  }

  record Read(boolean values) implements Command<Reading> {
    @Override
    public Reading on(Services services) {
      return services.read(values);
    }
  }

  record Write(Row row) implements Command<Ok> {
    @Override
    public Ok on(Services services) {
      services.write(row);
      return Ok.OK;
    }
  }

  record Mark(Token token) implements Command<Ok> {
    @Override
    public Ok on(Services services) {
      services.mark(token);
      return Ok.OK;
    }
  }

  record Remove(Token token) implements Command<Ok> {
    @Override
    public Ok on(Services services) {
      services.remove(token);
      return Ok.OK;
    }
  }

  /** Lets others get on; longer with each attempt. */
  record Pause(int attempt) implements Command<Ok> {
    @Override
    public Ok on(Services services) {
      services.pause(attempt);
      return Ok.OK;
    }
  }
}
