"""Works a server with the Python client: `fill PORT [COUNT]` sends, `verify PORT [COUNT]` reads everything back and compares."""

import asyncio
import datetime
import random
import sys

import apache_iggy
from apache_iggy import AutoCommit, IggyClient, PollingStrategy, SendMessage

STREAM = "python"
TOPIC = "messages"
MESSAGES = int(sys.argv[3]) if len(sys.argv) > 3 else 100_000
PARTITIONS = 2
POLL = 1000


def payload(number):
    rng = random.Random(number)
    kind = rng.randrange(1000)
    if kind < 900:
        size = rng.randint(1, 500)
    elif kind < 995:
        size = rng.randint(500, 4000)
    else:
        size = rng.randint(4000, 60000)
    return number.to_bytes(8, "little") + rng.randbytes(size)


def numbers(partition):
    """Numbers of a partition's messages in order: batches go to the partitions in turn."""
    return [n for b in batches() if b[0] == partition for n in b[1]]


def batches():
    number, batch = 0, 0
    while number < MESSAGES:
        size = min(MESSAGES - number, 1 + batch * 37 % POLL)
        yield batch % PARTITIONS, range(number, number + size)
        number, batch = number + size, batch + 1


async def connect(port):
    client = IggyClient(f"127.0.0.1:{port}")
    await client.connect()
    await client.login_user("iggy", "iggy")
    return client


async def fill(port):
    client = await connect(port)
    await client.create_stream(STREAM)
    await client.create_topic(stream=STREAM, name=TOPIC, partitions_count=PARTITIONS)
    for partition, batch in batches():
        await client.send_messages(
            STREAM, TOPIC, partition, [SendMessage(payload(n)) for n in batch]
        )
    topic = await client.get_topic(STREAM, TOPIC)
    assert topic.messages_count == MESSAGES, topic.messages_count


def check(messages, expected, offset, count):
    assert len(messages) == count, (len(messages), count, offset)
    for i, message in enumerate(messages):
        assert message.offset() == offset + i, (message.offset(), offset + i)
        assert message.payload() == payload(expected[offset + i]), offset + i


async def verify_partition(client, partition):
    expected = numbers(partition)
    size = len(expected)

    async def poll(strategy, count=POLL, commit=False):
        if hasattr(apache_iggy, "Consumer"):
            return await client.poll_messages(
                STREAM,
                TOPIC,
                consumer=apache_iggy.Consumer.Single(1),
                polling_strategy=strategy,
                count=count,
                auto_commit=commit,
                partition_id=partition,
            )
        return await client.poll_messages(STREAM, TOPIC, partition, strategy, count, commit)

    offset = 0
    while offset < size:
        messages = await poll(PollingStrategy.Offset(value=offset))
        check(messages, expected, offset, min(POLL, size - offset))
        offset += len(messages)
    offset, time = 0, 0
    while offset < size:
        messages = await poll(PollingStrategy.Timestamp(value=time), 3 * POLL)
        check(messages, expected, offset, min(3 * POLL, size - offset))
        done = offset + len(messages) == size
        assert done or messages[-1].timestamp() > time, time
        time = messages[-1].timestamp()
        last = sum(1 for m in messages if m.timestamp() == time)
        offset += len(messages) if done else len(messages) - last
    check(await poll(PollingStrategy.First()), expected, 0, POLL)
    check(await poll(PollingStrategy.Last()), expected, size - POLL, POLL)
    for offset in range(0, size, POLL):
        messages = await poll(PollingStrategy.Next(), commit=True)
        check(messages, expected, offset, min(POLL, size - offset))
    assert await poll(PollingStrategy.Next(), commit=True) == []


async def verify_group(port):
    """Two members, each with its own connection, read everything between them."""
    seen = {}
    done = asyncio.Event()

    async def on_message(message):
        number = int.from_bytes(message.payload()[:8], "little")
        assert message.payload() == payload(number), number
        seen.setdefault(message.partition_id(), []).append(message.offset())
        if sum(len(offsets) for offsets in seen.values()) == MESSAGES:
            done.set()

    members = []
    for _ in range(2):
        client = await connect(port)
        consumer = await client.consumer_group(
            "readers",
            STREAM,
            TOPIC,
            polling_strategy=PollingStrategy.Next(),
            batch_length=POLL,
            auto_commit=AutoCommit.Interval(datetime.timedelta(milliseconds=200)),
            poll_interval=datetime.timedelta(milliseconds=1),
        )
        members.append((client, consumer))
    tasks = [
        asyncio.ensure_future(consumer.consume_messages(on_message, done))
        for _, consumer in members
    ]
    await asyncio.wait_for(done.wait(), 60)
    await asyncio.gather(*tasks)
    for partition in range(PARTITIONS):
        assert seen[partition] == list(range(len(numbers(partition)))), partition


async def verify(port):
    client = await connect(port)
    for partition in range(PARTITIONS):
        await verify_partition(client, partition)
    await verify_group(port)


async def main():
    await {"fill": fill, "verify": verify}[sys.argv[1]](int(sys.argv[2]))
    print("ok")
    # Version 0.8.0 of the client may abort when Python exits at once.
    await asyncio.sleep(0.5)


asyncio.run(main())
