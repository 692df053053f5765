package kv.http.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Scanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class FreePortTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void is_none_that_the_kernel_may_give_to_another() throws IOException {
    int first;
    // The kernel gives it to the first read only, so that Files.readString has one digit of it.
    try (Scanner range = new Scanner(Path.of("/proc/sys/net/ipv4/ip_local_port_range"), UTF_8)) {
      first = range.nextInt();
    }

    assumeThat(first)
        .as("a range that begins where Linux has it by itself")
        .isGreaterThanOrEqualTo(32_768);
    assertThat(FreePort.END).isLessThanOrEqualTo(first);
    assertThat(FreePort.find()).isBetween(FreePort.FIRST, FreePort.END - 1);
  }

  @Test
  void can_be_listened_at() throws IOException {
    int port = FreePort.find();

    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(socket.getLocalPort()).isEqualTo(port);
    }
  }
}
