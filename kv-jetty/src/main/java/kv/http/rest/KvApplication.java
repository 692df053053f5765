package kv.http.rest;

import kv.http.call.KvCalls;
import kv.http.server.KvServer;
import org.glassfish.hk2.utilities.binding.AbstractBinder;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;

/**
 * The JAX-RS application: HK2 binds what the plug-in loader resolved, Jersey routes to it. Nothing
 * is scanned for and nothing found by chance: what is not registered here is not there.
 */
final class KvApplication extends ResourceConfig {

  KvApplication(KvServer server) {
    property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
    property(CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, true);
    property(CommonProperties.JSON_PROCESSING_FEATURE_DISABLE, true);
    property(CommonProperties.MOXY_JSON_FEATURE_DISABLE, true);
    property(CommonProperties.PROVIDER_DEFAULT_DISABLE, "ALL");
    property(ServerProperties.WADL_FEATURE_DISABLE, true);
    property(ServerProperties.BV_FEATURE_DISABLE, true);
    property(ServerProperties.RESOURCE_VALIDATION_DISABLE, true);
    register(
        new AbstractBinder() {
          @Override
          protected void configure() {
            bind(server).to(KvServer.class);
            bind(server.calls()).to(KvCalls.class);
            bind(new CallParameter()).to(ValueParamProvider.class);
          }
        });
    register(KvResource.class);
    register(LockResource.class);
    register(OperationsResource.class);
    register(new ErrorMapper());
  }
}
