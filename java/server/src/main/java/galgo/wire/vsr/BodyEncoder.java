package galgo.wire.vsr;

import galgo.wire.AnswerBuffer;
import galgo.wire.CommandCode;
import galgo.wire.DataRequest;
import galgo.wire.Request;
import galgo.wire.RequestEncoder;
import galgo.wire.TopicRequest;
import galgo.wire.UserRequest;
import java.nio.charset.StandardCharsets;

/** Writes bodies of requests as a client does. */
public final class BodyEncoder {
  private static final byte[] LIBRARY = "galgo".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VERSION = "0.11.0".getBytes(StandardCharsets.US_ASCII);

  private BodyEncoder() {}

  /** Appends the body and returns the command's code; {@link Operation#of} says how it travels. */
  public static int body(AnswerBuffer out, Request request) {
    return switch (request) {
      case UserRequest.LoginUser login -> {
        library(out);
        out.text8(login.username());
        out.text8(login.password());
        out.text32(login.context());
        yield CommandCode.LOGIN_USER;
      }
      case UserRequest.LoginWithPersonalAccessToken login -> {
        library(out);
        out.text8(login.token());
        out.u32(0);
        yield CommandCode.LOGIN_WITH_PERSONAL_ACCESS_TOKEN;
      }
      case TopicRequest.CreateTopicWithOptions create -> {
        RequestEncoder.identifier(out, create.stream());
        out.u32(create.partitionsCount());
        out.text8(create.name());
        OptionBlock.write(out, create.options());
        yield CommandCode.CREATE_TOPIC;
      }
      case TopicRequest.UpdateTopicWithOptions update -> {
        RequestEncoder.identifier(out, update.stream());
        RequestEncoder.identifier(out, update.topic());
        out.text8(update.name());
        OptionBlock.write(out, update.options());
        yield CommandCode.UPDATE_TOPIC;
      }
      case TopicRequest.CreateTopic _, TopicRequest.UpdateTopic _ ->
          throw new IllegalArgumentException("settings of topics are options");
      default -> RequestEncoder.body(out, request);
    };
  }

  /** Appends the body of any of these but a send, and returns the command's code. */
  public static int body(AnswerBuffer out, DataRequest request) {
    if (request instanceof DataRequest.Send) {
      throw new IllegalArgumentException("messages travel as a batch record");
    }
    int code = RequestEncoder.body(out, request);
    if (code == CommandCode.STORE_CONSUMER_OFFSET || code == CommandCode.DELETE_CONSUMER_OFFSET) {
      out.u8(1);
    }
    return code;
  }

  private static void library(AnswerBuffer out) {
    out.u32(ProtocolVersion.CURRENT);
    out.text8(LIBRARY);
    out.text8(VERSION);
  }
}
