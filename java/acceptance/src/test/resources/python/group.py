"""A consumer group of several processes: `fill PORT FIRST COUNT` sends numbers when the group has two members,
`consume PORT` is a member until nothing has come for a while, and prints `partition offset number` of each message."""

import asyncio
import datetime
import sys
import time

from apache_iggy import AutoCommit, IggyClient, PollingStrategy, SendMessage

STREAM = "mixed"
TOPIC = "numbers"
GROUP = "readers"
PARTITIONS = 4
BATCH = 100
IDLE_SECONDS = 12


async def connect(port):
    client = IggyClient(f"127.0.0.1:{port}")
    await client.connect()
    await client.login_user("iggy", "iggy")
    return client


async def make(port):
    client = await connect(port)
    await client.create_stream(STREAM)
    await client.create_topic(stream=STREAM, name=TOPIC, partitions_count=PARTITIONS)


async def members(client):
    group = await client.get_consumer_group(STREAM, TOPIC, GROUP)
    return 0 if group is None else group.members_count


async def fill(port, first, count):
    client = await connect(port)
    while hasattr(client, "get_consumer_group") and await members(client) < 2:
        await asyncio.sleep(0.1)
    for start in range(first, first + count, BATCH):
        numbers = range(start, min(start + BATCH, first + count))
        batch = [SendMessage(str(number)) for number in numbers]
        await client.send_messages(STREAM, TOPIC, start // BATCH % PARTITIONS, batch)


async def consume(port):
    client = await connect(port)
    consumer = await client.consumer_group(
        GROUP,
        STREAM,
        TOPIC,
        polling_strategy=PollingStrategy.Next(),
        batch_length=BATCH,
        auto_commit=AutoCommit.Interval(datetime.timedelta(milliseconds=100)),
        poll_interval=datetime.timedelta(milliseconds=1),
    )
    done = asyncio.Event()
    last = [time.monotonic()]
    started = [False]

    async def on_message(message):
        last[0] = time.monotonic()
        started[0] = True
        print(message.partition_id(), message.offset(), message.payload().decode())

    async def watch():
        while time.monotonic() - last[0] < (IDLE_SECONDS if started[0] else 60):
            await asyncio.sleep(0.5)
        done.set()

    watching = asyncio.ensure_future(watch())
    await consumer.consume_messages(on_message, done)
    await watching


async def main():
    what, port = sys.argv[1], int(sys.argv[2])
    if what == "fill":
        await fill(port, int(sys.argv[3]), int(sys.argv[4]))
    else:
        await {"make": make, "consume": consume}[what](port)
    print("ok", flush=True)
    await asyncio.sleep(0.5)


asyncio.run(main())
