package kv.http.wire;

import static kv.http.wire.Http.assertNotApplied;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Tomcat that authenticates by itself, and whose roles give what the store is told they give. */
final class ContainerPrincipalIT {

  private static final String CONSTRAINT =
      """
      <security-constraint>
        <web-resource-collection>
          <web-resource-name>all</web-resource-name>
          <url-pattern>/v1/*</url-pattern>
        </web-resource-collection>
        <auth-constraint><role-name>**</role-name></auth-constraint>
      </security-constraint>
      <login-config><auth-method>BASIC</auth-method><realm-name>kv</realm-name></login-config>
      </web-app>
      """;

  private static final String USERS =
      """
      <tomcat-users>
        <user username="ann" password="of-ann" roles="staff" />
        <user username="bob" password="of-bob" roles="other" />
      </tomcat-users>
      """;

  @Test
  void the_containers_user_has_what_its_roles_give(@TempDir Path base) throws IOException {
    try (Tomcat tomcat =
        Tomcat.start(
            "tomcat-users",
            base,
            Map.of(
                "kv.auth",
                "container",
                "kv.auth.container.roles",
                "staff=read,write:a/ kv-admin=admin"),
            ContainerPrincipalIT::withUsers)) {
      Http http = new Http(tomcat.root());
      assertThat(http.get("/v1/kv/a/1").statusCode()).isEqualTo(401);
      assertThat(http.put("/v1/kv/a/1", "1", basic("ann")).statusCode()).isEqualTo(201);
      assertThat(http.get("/v1/kv/a/1", basic("ann")).statusCode()).isEqualTo(200);
      assertNotApplied(403, http.get("/v1/kv/b/1", basic("ann")));
      assertNotApplied(403, http.get("/v1/kv/a/1", basic("bob")));
      assertNotApplied(403, http.get("/metrics"));
      assertThat(http.get("/health/ready").statusCode()).isEqualTo(200);
    }
  }

  private static String[] basic(String user) {
    byte[] credentials = (user + ":of-" + user).getBytes(StandardCharsets.US_ASCII);
    return new String[] {
      "Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials)
    };
  }

  private static void withUsers(Path conf) throws IOException {
    Files.writeString(conf.resolve("tomcat-users.xml"), USERS);
    Path web = conf.resolve("web.xml");
    Files.writeString(web, Files.readString(web).replace("</web-app>", CONSTRAINT));
    Path server = conf.resolve("server.xml");
    Files.writeString(
        server,
        Files.readString(server)
            .replaceFirst(
                "<Engine [^>]*>",
                "$0<Realm className=\"org.apache.catalina.realm.MemoryRealm\" />"));
  }
}
