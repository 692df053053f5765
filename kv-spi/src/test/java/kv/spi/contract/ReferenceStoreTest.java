package kv.spi.contract;

import kv.spi.TimestampedStore;

class ReferenceStoreTest extends TimestampedStoreContractTest {

  @Override
  public TimestampedStore open() {
    return new ReferenceStore(maxValueSize());
  }
}
