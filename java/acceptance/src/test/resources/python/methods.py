"""Calls every method of the Python client against `PORT` and checks what it gives back."""

import asyncio
import datetime
import sys

from apache_iggy import AutoCommit, IggyClient, IggyConsumer, PollingStrategy, SendMessage

called = set()


class Recorded:
    """Notes which methods of an object are called."""

    def __init__(self, target):
        self.target = target

    def __getattr__(self, name):
        called.add(f"{type(self.target).__name__}.{name}")
        return getattr(self.target, name)


def offered():
    return {
        f"{kind.__name__}.{name}"
        for kind in (IggyClient, IggyConsumer)
        for name in dir(kind)
        if not name.startswith("_")
    }


async def fails(awaitable):
    try:
        await awaitable
    except RuntimeError:
        return True
    return False


async def main(port):
    plain = Recorded(IggyClient(f"127.0.0.1:{port}"))
    await plain.connect()
    await plain.ping()
    assert await fails(plain.login_user("iggy", "wrong"))
    await plain.login_user("iggy", "iggy")
    client = Recorded(IggyClient.from_connection_string(f"iggy://iggy:iggy@127.0.0.1:{port}"))
    called.add("IggyClient.from_connection_string")
    await client.connect()
    await client.create_stream("methods")
    assert await fails(client.create_stream("methods"))
    await client.create_topic(
        "methods",
        "topic",
        partitions_count=1,
        compression_algorithm="gzip",
        replication_factor=1,
        message_expiry=datetime.timedelta(hours=1),
        max_topic_size=2 << 30,
    )
    stream = await client.get_stream("methods")
    assert (stream.name, stream.topics_count) == ("methods", 1)
    topic = await client.get_topic(stream.id, "topic")
    assert (topic.name, topic.partitions_count) == ("topic", 1)
    assert await client.get_stream("none") is None
    await client.send_messages("methods", "topic", 0, [SendMessage(f"{n}") for n in range(10)])
    polled = await plain.poll_messages("methods", "topic", 0, PollingStrategy.Offset(value=4), 3, False)
    assert [m.payload() for m in polled] == [b"4", b"5", b"6"]
    await iterate(client)
    await consume(plain)
    assert called >= offered(), offered() - called
    print("ok")
    # Version 0.8.0 of the client may abort when Python exits at once.
    await asyncio.sleep(0.5)


async def member(client, group):
    return Recorded(
        await client.consumer_group(
            group,
            "methods",
            "topic",
            polling_strategy=PollingStrategy.Next(),
            batch_length=5,
            auto_commit=AutoCommit.Disabled(),
            poll_interval=datetime.timedelta(milliseconds=1),
        )
    )


async def iterate(client):
    consumer = await member(client, "iterating")
    assert (consumer.name(), consumer.stream(), consumer.topic()) == ("iterating", "methods", "topic")
    seen = []
    async for message in consumer.iter_messages():
        seen.append(message.payload())
        if len(seen) == 3:
            break
    assert seen == [b"0", b"1", b"2"], seen
    await consumer.store_offset(2, 0)
    assert consumer.get_last_stored_offset(0) == 2
    assert consumer.get_last_consumed_offset(0) is not None
    assert consumer.partition_id() == 0
    await consumer.delete_offset(0)


async def consume(client):
    consumer = await member(client, "consuming")
    done = asyncio.Event()
    seen = []

    async def on_message(message):
        seen.append(message.payload())
        if len(seen) == 5:
            done.set()

    await asyncio.wait_for(consumer.consume_messages(on_message, done), 30)
    assert seen == [b"0", b"1", b"2", b"3", b"4"], seen


asyncio.run(main(int(sys.argv[1])))
