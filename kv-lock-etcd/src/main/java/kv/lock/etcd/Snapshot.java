package kv.lock.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kv.lock.etcd.Layout.Names;
import kv.spi.lock.LockManager.Purpose;

/**
 * A key's lock and queue at one revision.
 *
 * @param storeIsLocked whether writers are kept out
 */
record Snapshot(long revision, Optional<Holder> holder, List<Place> places, boolean storeIsLocked) {

  /**
   * Who has the lock.
   *
   * @param revision of the grant
   */
  record Holder(ByteString claim, long revision) {
    static Holder of(KeyValue kv) {
      return new Holder(kv.getValue(), kv.getModRevision());
    }
  }

  /**
   * A place in the queue.
   *
   * @param created the revision that the order goes by
   * @param lease of whoever waits there
   */
  record Place(ByteString name, Purpose purpose, long created, ByteString claim, long lease) {
    static Place of(Names names, KeyValue kv) {
      return new Place(
          kv.getKey(),
          names.purpose(kv.getKey()),
          kv.getCreateRevision(),
          kv.getValue(),
          kv.getLease());
    }
  }

  /**
   * @param all what was found from {@link Names#lock} to {@link Names#end}
   * @param store what was found of the lock of the whole store
   */
  static Snapshot of(Names names, long revision, RangeResponse all, RangeResponse store) {
    Optional<Holder> holder = Optional.empty();
    List<Place> places = new ArrayList<>();
    for (KeyValue kv : all.getKvsList()) {
      if (kv.getKey().equals(names.lock())) {
        holder = Optional.of(Holder.of(kv));
      } else {
        places.add(Place.of(names, kv));
      }
    }
    return new Snapshot(revision, holder, places, store.getKvsCount() > 0);
  }
}
