package galgo.wire;

/** The sentence of each {@link Status}. A table of its own, so that the numbers stay readable. */
final class StatusText {
  private StatusText() {}

  static String of(int status) {
    return switch (status) {
      case Status.OK -> "Success";
      case Status.ERROR ->
          "Unspecified failure; also used by clients for any code they do not know";
      case Status.INVALID_CONFIGURATION -> "A configuration value is unacceptable";
      case Status.INVALID_COMMAND ->
          "Request cannot be understood: unknown command code or kind byte, truncated payload, "
              + "bad length";
      case Status.INVALID_FORMAT -> "A field breaks its format rule (for example an empty name)";
      case Status.FEATURE_UNAVAILABLE ->
          "The requested feature is switched off or not supported by this server";
      case Status.INVALID_IDENTIFIER -> "An identifier has a wrong kind or length";
      case Status.INVALID_VERSION -> "A version text cannot be parsed";
      case Status.DISCONNECTED -> "The connection is gone or the server is shutting down";
      case Status.CANNOT_ESTABLISH_CONNECTION -> "A connection to the server could not be opened";
      case Status.CANNOT_CREATE_BASE_DIRECTORY ->
          "The server's base data directory could not be created";
      case Status.CANNOT_CREATE_RUNTIME_DIRECTORY -> "The runtime directory could not be created";
      case Status.CANNOT_REMOVE_RUNTIME_DIRECTORY -> "The runtime directory could not be removed";
      case Status.CANNOT_CREATE_STATE_DIRECTORY -> "The state directory could not be created";
      case Status.STATE_FILE_NOT_FOUND -> "The state log file is missing";
      case Status.STATE_FILE_CORRUPTED -> "The state log file is damaged";
      case Status.INVALID_STATE_ENTRY_CHECKSUM -> "A state log entry does not match its checksum";
      case Status.CANNOT_OPEN_DATABASE -> "The database at the given path could not be opened";
      case Status.RESOURCE_NOT_FOUND -> "A user, token or other named resource does not exist";
      case Status.CANNOT_CLOSE_WEB_SOCKET_CONNECTION -> "Closing a WebSocket connection failed";
      case Status.STALE_CLIENT ->
          "The connection is no longer registered as a live client; server closes the "
              + "connection after sending this";
      case Status.TCP_ERROR -> "Low-level TCP read or write failure";
      case Status.QUIC_ERROR -> "Low-level QUIC failure";
      case Status.INVALID_SERVER_ADDRESS -> "The server address is malformed";
      case Status.INVALID_CLIENT_ADDRESS -> "The client address is malformed";
      case Status.INVALID_IP_ADDRESS -> "An IP address or port is malformed";
      case Status.HTTP_ERROR -> "HTTP layer failure";
      case Status.UNAUTHENTICATED -> "The connection has not logged in";
      case Status.UNAUTHORIZED -> "The logged-in user lacks the needed permission";
      case Status.INVALID_CREDENTIALS -> "Unknown user name or wrong password";
      case Status.INVALID_USERNAME -> "User name length is outside 3..50 bytes";
      case Status.INVALID_PASSWORD -> "Password length is outside 3..100 bytes";
      case Status.INVALID_USER_STATUS -> "User status text is unknown";
      case Status.USER_ALREADY_EXISTS -> "The user name is taken";
      case Status.USER_INACTIVE -> "The user is deactivated";
      case Status.CANNOT_DELETE_USER -> "This user (root) must not be deleted";
      case Status.CANNOT_CHANGE_PERMISSIONS ->
          "Permissions of this user (root) must not be changed";
      case Status.INVALID_PERSONAL_ACCESS_TOKEN_NAME -> "Token name length is outside 3..30 bytes";
      case Status.PERSONAL_ACCESS_TOKEN_ALREADY_EXISTS ->
          "The user already has a token with this name";
      case Status.PERSONAL_ACCESS_TOKENS_LIMIT_REACHED ->
          "The user has the maximum number of tokens";
      case Status.INVALID_PERSONAL_ACCESS_TOKEN -> "The token text is unacceptable";
      case Status.PERSONAL_ACCESS_TOKEN_EXPIRED -> "The token's lifetime is over";
      case Status.USERS_LIMIT_REACHED -> "No more users can be created";
      case Status.INVALID_PERSONAL_ACCESS_TOKEN_EXPIRY ->
          "The expiry of the personal access token is not allowed";
      case Status.TRANSIENT_NOT_COMMITTED ->
          "Whether the request was applied is not known; send the same one again";
      case Status.TRANSIENT_NOT_ACCEPTED -> "The request was not taken on now; send it again";
      case Status.REQUEST_ALREADY_APPLIED ->
          "The request was applied before, and its answer is not kept any more";
      case Status.NOT_CONNECTED -> "Client-side: no open connection";
      case Status.CLIENT_SHUTDOWN -> "Client-side: the client was shut down";
      case Status.INVALID_TLS_DOMAIN -> "TLS server name is unacceptable";
      case Status.INVALID_TLS_CERTIFICATE_PATH -> "TLS certificate file cannot be read";
      case Status.INVALID_TLS_CERTIFICATE -> "TLS certificate is unacceptable";
      case Status.FAILED_TO_ADD_CERTIFICATE ->
          "TLS certificate could not be added to the trust store";
      case Status.INVALID_ENCRYPTION_KEY -> "Encryption key has the wrong size or encoding";
      case Status.CANNOT_ENCRYPT_DATA -> "Encryption failed";
      case Status.CANNOT_DECRYPT_DATA -> "Decryption failed";
      case Status.INVALID_JWT_ALGORITHM -> "Unknown JWT signing algorithm";
      case Status.INVALID_JWT_SECRET -> "JWT secret is unusable";
      case Status.JWT_MISSING -> "No JWT was supplied";
      case Status.CANNOT_GENERATE_JWT -> "Creating a JWT failed";
      case Status.ACCESS_TOKEN_MISSING -> "No access token was supplied";
      case Status.INVALID_ACCESS_TOKEN -> "The access token is not valid";
      case Status.CANNOT_FETCH_JWKS -> "Key set could not be fetched from its URL";
      case Status.INVALID_SIZE_BYTES ->
          "A byte size is unacceptable or a payload is too large to encode";
      case Status.INVALID_UTF8 -> "Text is not valid UTF-8";
      case Status.INVALID_NUMBER_ENCODING -> "Bytes do not form the expected number";
      case Status.INVALID_BOOLEAN_VALUE -> "Text is not a boolean";
      case Status.INVALID_NUMBER_VALUE -> "Text is not a number";
      case Status.CLIENT_NOT_FOUND ->
          "No connected client has this id; server closes the connection after sending this";
      case Status.INVALID_CLIENT_ID -> "Client id 0 is not allowed";
      case Status.CONNECTION_CLOSED -> "The peer closed the connection";
      case Status.CANNOT_PARSE_HEADER_KIND -> "Text does not name a header kind";
      case Status.HTTP_RESPONSE_ERROR -> "HTTP answer with an error status";
      case Status.INVALID_HTTP_REQUEST -> "HTTP request could not be built";
      case Status.INVALID_JSON_RESPONSE -> "HTTP answer is not the expected JSON";
      case Status.INVALID_BYTES_RESPONSE -> "HTTP answer body could not be read";
      case Status.EMPTY_RESPONSE -> "An answer was expected but none came";
      case Status.CANNOT_CREATE_ENDPOINT -> "A network endpoint could not be created";
      case Status.CANNOT_PARSE_URL -> "URL is malformed";
      case Status.WEB_SOCKET_ERROR -> "General WebSocket failure";
      case Status.WEB_SOCKET_CONNECTION_ERROR -> "WebSocket connection could not be made";
      case Status.WEB_SOCKET_CLOSE_ERROR -> "WebSocket close failed";
      case Status.WEB_SOCKET_RECEIVE_ERROR -> "WebSocket receive failed";
      case Status.WEB_SOCKET_SEND_ERROR -> "WebSocket send failed";
      case Status.CANNOT_CREATE_STREAMS_DIRECTORY ->
          "Directory for all streams could not be created";
      case Status.CANNOT_CREATE_STREAM_DIRECTORY -> "Directory of a stream could not be created";
      case Status.CANNOT_CREATE_STREAM_INFO -> "Stream info file could not be created";
      case Status.CANNOT_UPDATE_STREAM_INFO -> "Stream info file could not be updated";
      case Status.CANNOT_OPEN_STREAM_INFO -> "Stream info file could not be opened";
      case Status.CANNOT_READ_STREAM_INFO -> "Stream info file could not be read";
      case Status.CANNOT_CREATE_STREAM -> "Stream could not be created";
      case Status.CANNOT_DELETE_STREAM -> "Stream could not be deleted";
      case Status.CANNOT_DELETE_STREAM_DIRECTORY -> "Directory of a stream could not be deleted";
      case Status.STREAM_ID_NOT_FOUND -> "The stream does not exist (used for ids and names alike)";
      case Status.STREAM_NAME_NOT_FOUND -> "No stream has this name";
      case Status.STREAM_DIRECTORY_NOT_FOUND -> "Directory of a stream is missing";
      case Status.STREAM_NAME_ALREADY_EXISTS -> "The stream name is taken";
      case Status.INVALID_STREAM_NAME -> "Stream name is empty or longer than 255 bytes";
      case Status.INVALID_STREAM_ID -> "Stream id is unacceptable";
      case Status.CANNOT_READ_STREAMS -> "List of streams could not be read";
      case Status.TOO_MANY_STREAMS -> "There are as many streams as there may be";
      case Status.INVALID_TOPIC_SIZE -> "Maximum topic size is smaller than the segment size";
      case Status.CANNOT_CREATE_TOPICS_DIRECTORY ->
          "Directory for the topics of a stream could not be created";
      case Status.CANNOT_CREATE_TOPIC_DIRECTORY -> "Directory of a topic could not be created";
      case Status.CANNOT_CREATE_TOPIC_INFO -> "Topic info file could not be created";
      case Status.CANNOT_UPDATE_TOPIC_INFO -> "Topic info file could not be updated";
      case Status.CANNOT_OPEN_TOPIC_INFO -> "Topic info file could not be opened";
      case Status.CANNOT_READ_TOPIC_INFO -> "Topic info file could not be read";
      case Status.CANNOT_CREATE_TOPIC -> "Topic could not be created";
      case Status.CANNOT_DELETE_TOPIC -> "Topic could not be deleted";
      case Status.CANNOT_DELETE_TOPIC_DIRECTORY -> "Directory of a topic could not be deleted";
      case Status.CANNOT_POLL_TOPIC -> "Topic could not be polled";
      case Status.TOPIC_ID_NOT_FOUND ->
          "The topic does not exist in the stream (used for ids and names alike); also balanced "
              + "send to a topic without partitions";
      case Status.TOPIC_NAME_NOT_FOUND -> "No topic of the stream has this name";
      case Status.TOPIC_NAME_ALREADY_EXISTS -> "The topic name is taken in the stream";
      case Status.INVALID_TOPIC_NAME -> "Topic name is empty or longer than 255 bytes";
      case Status.TOO_MANY_PARTITIONS ->
          "Partition count of the request is above 1000 (or 0 where at least one is needed)";
      case Status.INVALID_TOPIC_ID -> "Topic id is unacceptable";
      case Status.CANNOT_READ_TOPICS -> "List of topics could not be read";
      case Status.INVALID_REPLICATION_FACTOR -> "Replication factor is unacceptable";
      case Status.INVALID_PARTITIONS_COUNT -> "More partitions to delete than the topic has";
      case Status.TOO_MANY_TOPICS -> "The stream has as many topics as it may have";
      case Status.TOPIC_DIRECTORY_NOT_FOUND -> "Directory of a topic is missing";
      case Status.CANNOT_CREATE_PARTITION -> "Partition could not be created";
      case Status.CANNOT_CREATE_PARTITIONS_DIRECTORY ->
          "Directory for the partitions of a topic could not be created";
      case Status.CANNOT_CREATE_PARTITION_DIRECTORY ->
          "Directory of a partition could not be created";
      case Status.CANNOT_OPEN_PARTITION_LOG_FILE -> "Log file of a partition could not be opened";
      case Status.CANNOT_READ_PARTITIONS -> "List of partitions could not be read";
      case Status.CANNOT_DELETE_PARTITION -> "Partition could not be deleted";
      case Status.CANNOT_DELETE_PARTITION_DIRECTORY ->
          "Directory of a partition could not be deleted";
      case Status.PARTITION_NOT_FOUND -> "The partition does not exist in the topic";
      case Status.NO_PARTITIONS -> "The topic has no partitions";
      case Status.TOPIC_FULL ->
          "The topic has reached its size limit (not raised by 0.8.0 server code)";
      case Status.CANNOT_DELETE_CONSUMER_OFFSETS_DIRECTORY ->
          "Consumer offsets directory could not be deleted";
      case Status.CANNOT_DELETE_CONSUMER_OFFSET_FILE -> "Consumer offset file could not be deleted";
      case Status.CANNOT_CREATE_CONSUMER_OFFSETS_DIRECTORY ->
          "Consumer offsets directory could not be created";
      case Status.CANNOT_READ_CONSUMER_OFFSETS -> "Consumer offsets could not be read";
      case Status.CONSUMER_OFFSET_NOT_FOUND -> "No offset is stored for this consumer or group";
      case Status.NOT_RESOLVED_CONSUMER ->
          "The consumer cannot be mapped to a partition (group member without that partition)";
      case Status.PARTITION_ID_SPACE_EXHAUSTED -> "The topic has as many partitions as it may have";
      case Status.TOO_MANY_CONSUMER_OFFSETS ->
          "The partition keeps offsets of as many consumers as it may";
      case Status.CANNOT_OPEN_CONSUMER_OFFSETS_FILE -> "Consumer offset file could not be opened";
      case Status.SEGMENT_NOT_FOUND -> "The segment does not exist";
      case Status.SEGMENT_CLOSED -> "The segment no longer accepts messages";
      case Status.INVALID_SEGMENT_SIZE -> "Segment size is unacceptable";
      case Status.CANNOT_CREATE_SEGMENT_LOG_FILE -> "Segment log file could not be created";
      case Status.CANNOT_CREATE_SEGMENT_INDEX_FILE -> "Segment index file could not be created";
      case Status.CANNOT_CREATE_SEGMENT_TIME_INDEX_FILE ->
          "Segment time index file could not be created";
      case Status.CANNOT_SAVE_MESSAGES_TO_SEGMENT -> "Messages could not be written to the segment";
      case Status.CANNOT_SAVE_INDEX_TO_SEGMENT -> "Index could not be written to the segment";
      case Status.CANNOT_SAVE_TIME_INDEX_TO_SEGMENT ->
          "Time index could not be written to the segment";
      case Status.INVALID_MESSAGES_COUNT -> "Number of messages is zero or does not match";
      case Status.CANNOT_APPEND_MESSAGE -> "Message could not be appended";
      case Status.CANNOT_READ_MESSAGE -> "Message could not be read";
      case Status.CANNOT_READ_MESSAGE_ID -> "Message id could not be read";
      case Status.CANNOT_READ_MESSAGE_STATE -> "Message state could not be read";
      case Status.CANNOT_READ_MESSAGE_TIMESTAMP -> "Message timestamp could not be read";
      case Status.CANNOT_READ_HEADERS_LENGTH -> "Length of the user headers could not be read";
      case Status.CANNOT_READ_HEADERS_PAYLOAD -> "User headers could not be read";
      case Status.TOO_BIG_USER_HEADERS -> "User headers of a message exceed 100000 bytes";
      case Status.INVALID_HEADER_KEY -> "User header key is unacceptable";
      case Status.INVALID_HEADER_VALUE -> "User header value is unacceptable";
      case Status.CANNOT_READ_MESSAGE_LENGTH -> "Message length could not be read";
      case Status.CANNOT_READ_MESSAGE_PAYLOAD -> "Message payload could not be read";
      case Status.TOO_BIG_MESSAGE_PAYLOAD -> "Payload of a message exceeds 64000000 bytes";
      case Status.TOO_MANY_MESSAGES -> "Too many messages in one request";
      case Status.EMPTY_MESSAGE_PAYLOAD -> "Payload of a message is empty";
      case Status.INVALID_MESSAGE_PAYLOAD_LENGTH ->
          "Payload length does not match the data or is zero";
      case Status.CANNOT_READ_MESSAGE_CHECKSUM -> "Message checksum could not be read";
      case Status.INVALID_MESSAGE_CHECKSUM -> "A stored message does not match its checksum";
      case Status.INVALID_KEY_VALUE_LENGTH -> "Length of a partitioning key is unacceptable";
      case Status.COMMAND_LENGTH_ERROR -> "Command length is wrong";
      case Status.INVALID_SEGMENTS_COUNT -> "Number of segments to delete is unacceptable";
      case Status.NON_ZERO_OFFSET ->
          "An index entry of a sent batch carries an offset other than 0";
      case Status.NON_ZERO_TIMESTAMP ->
          "An index entry of a sent batch carries a timestamp other than 0";
      case Status.MISSING_INDEX -> "An index entry or its message is missing or out of bounds";
      case Status.INVALID_INDEXES_BYTE_SIZE -> "Size of the index area is not a multiple of 16";
      case Status.INVALID_INDEXES_COUNT ->
          "Number of index entries differs from the number of messages";
      case Status.INVALID_MESSAGES_SIZE ->
          "Sum of the message sizes differs from the size of the messages area";
      case Status.TOO_SMALL_MESSAGE -> "A message is shorter than its 64-byte header";
      case Status.INVALID_MESSAGE_TIMESTAMP_DELTA ->
          "Timestamp distance inside a batch is too large (newer batch format)";
      case Status.INVALID_BATCH_CHECKSUM ->
          "A batch does not match its checksum (newer batch format)";
      case Status.INVALID_HEADER_KIND -> "User header kind code is outside 1..15";
      case Status.UNSUPPORTED_OPTION_KEY -> "There is no option with this key";
      case Status.INVALID_OPTION_VALUE -> "The value or its kind is not one of the option";
      case Status.CANNOT_SEND_MESSAGES_DUE_TO_CLIENT_DISCONNECTION ->
          "Client-side: messages not sent because the client is disconnected";
      case Status.BACKGROUND_SEND_ERROR -> "Client-side: background sending failed";
      case Status.BACKGROUND_SEND_TIMEOUT -> "Client-side: background sending timed out";
      case Status.BACKGROUND_SEND_BUFFER_FULL -> "Client-side: background send buffer is full";
      case Status.BACKGROUND_WORKER_DISCONNECTED -> "Client-side: background worker is gone";
      case Status.BACKGROUND_SEND_BUFFER_OVERFLOW ->
          "Client-side: background send buffer overflowed";
      case Status.PRODUCER_SEND_FAILED -> "Client-side: producer gave up on a batch";
      case Status.PRODUCER_CLOSED -> "Client-side: producer is closed";
      case Status.INVALID_OFFSET -> "Offset is beyond the partition or out of order";
      case Status.INVALID_RESERVED_FIELD -> "Reserved field of a message header is not 0";
      default -> ofGroupsAndFiles(status);
    };
  }

  private static String ofGroupsAndFiles(int status) {
    return switch (status) {
      case Status.CONSUMER_GROUP_ID_NOT_FOUND ->
          "The consumer group does not exist in the topic (used for ids and names alike)";
      case Status.INVALID_CONSUMER_GROUP_ID -> "Consumer group id is unacceptable";
      case Status.CONSUMER_GROUP_NAME_NOT_FOUND -> "No consumer group of the topic has this name";
      case Status.CONSUMER_GROUP_NAME_ALREADY_EXISTS ->
          "The consumer group name is taken in the topic";
      case Status.INVALID_CONSUMER_GROUP_NAME ->
          "Consumer group name is empty or longer than 255 bytes";
      case Status.CONSUMER_GROUP_MEMBER_NOT_FOUND ->
          "This connection is not a member of the consumer group";
      case Status.CANNOT_CREATE_CONSUMER_GROUP_INFO ->
          "Consumer group info file could not be created";
      case Status.CONSUMER_GROUP_PARTITION_NOT_OWNED ->
          "The member does not have this partition (any more)";
      case Status.CANNOT_DELETE_CONSUMER_GROUP_INFO ->
          "Consumer group info file could not be deleted";
      case Status.MISSING_BASE_OFFSET_RETAINED_MESSAGE_BATCH ->
          "Base offset missing while building a batch";
      case Status.MISSING_LAST_OFFSET_DELTA_RETAINED_MESSAGE_BATCH ->
          "Last offset delta missing while building a batch";
      case Status.MISSING_MAX_TIMESTAMP_RETAINED_MESSAGE_BATCH ->
          "Maximum timestamp missing while building a batch";
      case Status.MISSING_LENGTH_RETAINED_MESSAGE_BATCH -> "Length missing while building a batch";
      case Status.MISSING_PAYLOAD_RETAINED_MESSAGE_BATCH ->
          "Payload missing while building a batch";
      case Status.CANNOT_READ_BATCH_BASE_OFFSET -> "Base offset of a batch could not be read";
      case Status.CANNOT_READ_BATCH_LENGTH -> "Length of a batch could not be read";
      case Status.CANNOT_READ_LAST_OFFSET_DELTA -> "Last offset delta of a batch could not be read";
      case Status.CANNOT_READ_MAX_TIMESTAMP -> "Maximum timestamp of a batch could not be read";
      case Status.CANNOT_READ_BATCH_PAYLOAD -> "Payload of a batch could not be read";
      case Status.INVALID_CONNECTION_STRING -> "Client connection string is malformed";
      case Status.SNAPSHOT_FILE_COMPLETION_FAILED -> "Snapshot archive could not be finished";
      case Status.CANNOT_SERIALIZE_RESOURCE -> "A resource could not be serialized";
      case Status.CANNOT_DESERIALIZE_RESOURCE -> "A resource could not be deserialized";
      case Status.CANNOT_READ_FILE -> "A file could not be read";
      case Status.CANNOT_READ_FILE_METADATA -> "File metadata could not be read";
      case Status.CANNOT_SEEK_FILE -> "Seeking in a file failed";
      case Status.CANNOT_APPEND_TO_FILE -> "Appending to a file failed";
      case Status.CANNOT_WRITE_TO_FILE -> "Writing to a file failed";
      case Status.CANNOT_OVERWRITE_FILE -> "Overwriting a file failed";
      case Status.CANNOT_DELETE_FILE -> "Deleting a file failed";
      case Status.CANNOT_SYNC_FILE -> "Flushing a file to the device failed";
      case Status.CANNOT_READ_INDEX_OFFSET -> "Offset of an index entry could not be read";
      case Status.CANNOT_READ_INDEX_POSITION ->
          "Position of an index entry could not be read or decreases";
      case Status.CANNOT_READ_INDEX_TIMESTAMP -> "Timestamp of an index entry could not be read";
      case Status.TIMESTAMP_OUT_OF_RANGE -> "Timestamp does not fit the supported range";
      case Status.SHARD_NOT_FOUND -> "No shard owns the given partition";
      case Status.SHARD_COMMUNICATION_ERROR -> "Internal messaging between shards failed";
      case Status.CANNOT_BIND_TO_SOCKET -> "Listening socket could not be bound";
      case Status.TASK_TIMEOUT -> "An internal task did not finish in time";
      case Status.IO_ERROR -> "General input/output failure";
      default -> "Unknown status " + status;
    };
  }
}
