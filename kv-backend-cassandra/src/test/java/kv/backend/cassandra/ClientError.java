package kv.backend.cassandra;

import static kv.backend.cassandra.DriverError.Ending.NOT_APPLIED;
import static kv.backend.cassandra.DriverError.Ending.OVERLOADED;
import static kv.backend.cassandra.DriverError.Ending.UNKNOWN;

import kv.backend.cassandra.DriverError.Ending;

/** What goes wrong on this side: the second table of docs/cassandra-errors.md, row by row. */
enum ClientError {
  NO_ANSWER("DriverTimeoutException", "no answer in time", UNKNOWN, 1),
  INTERRUPTED("InterruptedException", "the thread is interrupted as it waits", UNKNOWN, 1),
  CLOSED_WHILE_RUNNING(
      "ClosedConnectionException", "the session is forced to close as it waits", UNKNOWN, 1),
  NODES_DOWN("NoNodeAvailableException", "all nodes are down", NOT_APPLIED, 0),
  NO_CONNECTION("NodeUnavailableException", "no node has a connection", NOT_APPLIED, 0),
  BUSY_CONNECTIONS("NodeUnavailableException", "as many requests under way as fit", OVERLOADED, 0),
  THROTTLED("RequestThrottlingException", "over the limit of a throttler", OVERLOADED, 0),
  CLOSED_BEFORE_WRITE(
      "ClosedChannelException", "the connection closes before it is written", NOT_APPLIED, 0),
  NOT_ENCODED("EncoderException", "the request can't be encoded", NOT_APPLIED, 0),
  TOO_LONG("FrameTooLongException", "the request is longer than a frame", UNKNOWN, 0),
  NOT_SAID("IllegalArgumentException", "the protocol can't say it", UNKNOWN, 0),
  CLOSED("IllegalStateException", "the session is closed", NOT_APPLIED, 0),
  TOO_LATE("none", "the deadline has passed", NOT_APPLIED, 0);

  /** The simple name of the driver's exception. */
  final String error;

  final String situation;
  final Ending ending;

  /** How many nodes are asked. */
  final int asked;

  ClientError(String error, String situation, Ending ending, int asked) {
    this.error = error;
    this.situation = situation;
    this.ending = ending;
    this.asked = asked;
  }
}
