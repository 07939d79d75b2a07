package galgo.server.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Keys of Iggy 0.8 that Galgo knows and does nothing with, so that an Iggy configuration file
 * starts it. Some belong to features that do not exist here yet, some Iggy itself does not read.
 */
final class KeysWithoutEffect {
  static final List<String> ALL =
      names(
          "http: enabled address max_request_size web_ui",
          "http.cors: enabled allowed_methods allowed_origins allowed_headers",
          "http.cors: exposed_headers allow_credentials allow_private_network",
          "http.jwt: algorithm issuer audience valid_issuers valid_audiences",
          "http.jwt: access_token_expiry clock_skew not_before encoding_secret",
          "http.jwt: decoding_secret use_base64_secret trusted_issuers",
          "http.metrics: enabled endpoint",
          "http.tls: enabled cert_file key_file",
          "tcp: socket_migration ipv6",
          "tcp.tls: enabled self_signed cert_file key_file",
          "tcp.socket: recv_buffer_size send_buffer_size keepalive linger",
          "quic: enabled address max_concurrent_bidi_streams datagram_send_buffer_size",
          "quic: initial_mtu send_window receive_window keep_alive_interval",
          "quic: max_idle_timeout",
          "quic.certificate: self_signed cert_file key_file",
          "quic.socket: override_defaults recv_buffer_size send_buffer_size keepalive",
          "websocket: enabled address read_buffer_size write_buffer_size",
          "websocket: max_write_buffer_size max_message_size max_frame_size",
          "websocket: accept_unmasked_frames",
          "websocket.tls: enabled self_signed cert_file key_file",
          "message_saver: enforce_fsync",
          "telemetry: enabled service_name",
          "telemetry.logs: transport endpoint",
          "telemetry.traces: transport endpoint",
          "system.backup: path",
          "system.backup.compatibility: path",
          "system.state: enforce_fsync max_file_operation_retries retry_delay",
          "system.runtime: path",
          "system.logging: path file_enabled max_file_size max_total_size",
          "system.logging: rotation_check_interval retention sysinfo_print_interval",
          "system.compression: allow_override default_algorithm",
          "system.stream: path",
          "system.topic: path",
          "system.partition: path validate_checksum messages_required_to_save",
          "system.partition: size_of_messages_required_to_save",
          "system.segment: archive_expired cache_indexes",
          "system.recovery: recreate_missing_state",
          "system.memory_pool: enabled bucket_capacity",
          "cluster: enabled name",
          "cluster.node: others",
          "cluster.node.current: name ip");

  /** Arrays of tables: everything below them counts as the array. */
  static final List<String> TABLE_ARRAYS =
      List.of("http.jwt.trusted_issuers", "cluster.node.others");

  /**
   * Keys that promise protection, which must not be switched on and silently do nothing: a start
   * with one of these true is refused.
   */
  static final List<String> MUST_STAY_OFF = List.of("tcp.tls.enabled");

  private KeysWithoutEffect() {}

  /** Reads lines of {@code section: name name …}. */
  private static List<String> names(String... lines) {
    List<String> names = new ArrayList<>();
    for (String line : lines) {
      int colon = line.indexOf(": ");
      for (String name : line.substring(colon + 2).split(" ", -1)) {
        names.add(line.substring(0, colon) + "." + name);
      }
    }
    return List.copyOf(names);
  }

  /** The keys as one line, whole sections as {@code section.*}. */
  static String describe(Collection<String> set) {
    List<String> parts = new ArrayList<>();
    for (String name : set) {
      String section = name.substring(0, name.indexOf('.'));
      boolean whole = Keys.ALL.stream().noneMatch(key -> key.name().startsWith(section + "."));
      String part = whole ? section + ".*" : name;
      if (!parts.contains(part)) {
        parts.add(part);
      }
    }
    return String.join(", ", parts);
  }
}
