package kv.consistency.transactions.simulation;

import kv.consistency.transactions.TransactionWorkload;

/**
 * A run of a simulated database.
 *
 * @param fault what it does wrong, to each transaction with probability {@code faultRate}
 * @param clients how many transactions run at a time
 * @param transactions how many are invoked in all
 * @param unknownRate the probability that a client gives up on its transaction: its end is unknown,
 *     and it goes on in the database on its own
 * @param abortRate the probability that the database aborts a transaction for no reason
 */
public record SimulationSettings(
    TransactionWorkload workload,
    Isolation isolation,
    Fault fault,
    double faultRate,
    int clients,
    int transactions,
    double unknownRate,
    double abortRate,
    TransactionGenerator.Shape shape,
    long seed) {

  /** Five clients, some aborts and unknown ends, no faults. */
  public static SimulationSettings of(
      TransactionWorkload workload, Isolation isolation, int transactions, long seed) {
    return new SimulationSettings(
        workload,
        isolation,
        Fault.NONE,
        0,
        5,
        transactions,
        0.02,
        0.05,
        TransactionGenerator.Shape.DEFAULT,
        seed);
  }

  public SimulationSettings withFault(Fault value, double rate) {
    return new SimulationSettings(
        workload,
        isolation,
        value,
        rate,
        clients,
        transactions,
        unknownRate,
        abortRate,
        shape,
        seed);
  }

  public SimulationSettings withClients(int value) {
    return new SimulationSettings(
        workload,
        isolation,
        fault,
        faultRate,
        value,
        transactions,
        unknownRate,
        abortRate,
        shape,
        seed);
  }

  public SimulationSettings withRates(double unknown, double abort) {
    return new SimulationSettings(
        workload, isolation, fault, faultRate, clients, transactions, unknown, abort, shape, seed);
  }

  public SimulationSettings withShape(TransactionGenerator.Shape value) {
    return new SimulationSettings(
        workload,
        isolation,
        fault,
        faultRate,
        clients,
        transactions,
        unknownRate,
        abortRate,
        value,
        seed);
  }
}
