package kv.consistency.recording;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import kv.consistency.client.Answer;
import kv.consistency.client.NotSentException;
import kv.consistency.client.StoreClient;
import kv.consistency.history.EventType;
import kv.consistency.history.Value;
import org.jspecify.annotations.Nullable;

/** A client of one front end whose every operation is recorded. For one thread at a time. */
public final class Caller implements AutoCloseable {
  private final Recording recording;
  private final StoreClient client;
  private int process;

  /** What is done for one operation. */
  public interface Attempt {
    /**
     * @throws NotSentException if nothing was sent that may have an effect
     * @throws IOException if it is not known what became of it
     */
    Completion run(StoreClient client) throws IOException;
  }

  public Caller(Recording recording, URI frontEnd, Duration patience) {
    this.recording = recording;
    this.client = new StoreClient(frontEnd, patience);
    this.process = recording.newProcess();
  }

  public Recording recording() {
    return recording;
  }

  /** An operation without effect, which has failed where its answer is not known. */
  public Completion read(String f, @Nullable Value key, Value argument, Attempt attempt) {
    return run(f, key, argument, attempt, false);
  }

  public Completion write(String f, @Nullable Value key, Value argument, Attempt attempt) {
    return run(f, key, argument, attempt, true);
  }

  private Completion run(
      String f, @Nullable Value key, Value argument, Attempt attempt, boolean hasEffect) {
    recording.append(process, EventType.INVOKE, f, key, argument, null);
    Completion completion;
    try {
      completion = attempt.run(client);
    } catch (NotSentException e) {
      completion = Completion.fail("not sent: " + e.getMessage());
    } catch (IOException e) {
      String words = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      completion = hasEffect ? Completion.info(words) : Completion.fail(words);
    }
    if (completion instanceof Completion.Ok ok) {
      recording.append(process, EventType.OK, f, key, ok.value(), null);
    } else if (completion instanceof Completion.Fail fail) {
      recording.append(process, EventType.FAIL, f, key, argument, fail.error());
    } else if (completion instanceof Completion.Info info) {
      recording.append(process, EventType.INFO, f, key, argument, info.error());
      process = recording.newProcess();
    }
    return completion;
  }

  /** How a write ended that was not answered by success: by what the answer promises, no more. */
  public static Completion refused(Answer answer) {
    return answer.isNotApplied()
        ? Completion.fail(answer.words())
        : Completion.info(answer.words());
  }

  @Override
  public void close() {
    client.close();
  }
}
