"""A client of either generation at work, as the peers in other languages are:

`produce PORT STREAM TOPIC FIRST COUNT` sends messages; `consume PORT STREAM TOPIC` reads everything and prints it;
`member PORT STREAM TOPIC GROUP` joins a group and prints what it gets, until a line comes in.
"""

import asyncio
import datetime
import sys

import apache_iggy
from apache_iggy import AutoCommit, AutoCommitWhen, IggyClient, PollingStrategy, SendMessage

PARTITIONS = 6
NEWER = hasattr(apache_iggy, "Consumer")


def batch_size(batch):
    return 1 + batch * 37 % 100


def payload(number):
    size = 40000 + number if number % 97 == 0 else 1 + number * 7919 % 700
    return bytes((number * 31 + i * 7 + i // 256) & 255 for i in range(size))


def headers(number):
    value = apache_iggy.HeaderValue
    return {
        "number": value.Int64(number),
        "name": value.String(f"message-{number}"),
        "blob": value.Raw(bytes([number & 255, 0, 255, 7])),
    }


def message(number):
    """Version 0.8.0 lets neither headers nor an id be given."""
    if not NEWER:
        return SendMessage(payload(number))
    return SendMessage(
        payload(number),
        user_headers=headers(number) if number % 3 == 0 else None,
        id=(number + 1) * ((1 << 64) + 0x9E3779B9),
    )


def described(received):
    """Headers as they are printed; of the kinds that these tests use."""
    if not NEWER:
        return "?"
    entries = []
    for key, value in (received.user_headers() or {}).items():
        kind, data = {
            "Raw": lambda v: (1, v),
            "String": lambda v: (2, v.encode()),
            "Int64": lambda v: (7, v.to_bytes(8, "little", signed=True)),
        }[type(value).__name__.removeprefix("HeaderValue_")](value.value)
        entries.append(f"{key.value}={kind}:{data.hex()}")
    return ",".join(sorted(entries)) or "-"


def show(received):
    print(
        received.partition_id(),
        received.offset(),
        received.id(),
        received.timestamp(),
        received.origin_timestamp() if NEWER else "?",
        received.payload().hex(),
        described(received),
        flush=True,
    )


async def connect(port):
    client = IggyClient(f"127.0.0.1:{port}")
    await client.connect()
    await client.login_user("iggy", "iggy")
    return client


async def produce(port, stream, topic, first, count):
    client = await connect(port)
    number, batch, end = int(first), 0, int(first) + int(count)
    while number < end:
        numbers = range(number, min(number + batch_size(batch), end))
        await client.send_messages(stream, topic, batch % PARTITIONS, [message(n) for n in numbers])
        number, batch = numbers.stop, batch + 1


async def consume(port, stream, topic):
    client = await connect(port)
    for partition in range(PARTITIONS):
        polled = True
        while polled:
            strategy = PollingStrategy.Next()
            if NEWER:
                polled = await client.poll_messages(
                    stream,
                    topic,
                    consumer=apache_iggy.Consumer.Single(9),
                    polling_strategy=strategy,
                    count=77,
                    auto_commit=True,
                    partition_id=partition,
                )
            else:
                polled = await client.poll_messages(stream, topic, partition, strategy, 77, True)
            for received in polled:
                show(received)


async def member(port, stream, topic, group):
    client = await connect(port)
    consumer = await client.consumer_group(
        group,
        stream,
        topic,
        polling_strategy=PollingStrategy.Next(),
        batch_length=10,
        auto_commit=AutoCommit.When(AutoCommitWhen.ConsumingEachMessage()),
        poll_interval=datetime.timedelta(milliseconds=1),
    )
    print("joined", flush=True)
    done = asyncio.Event()

    async def on_message(received):
        show(received)

    async def leave():
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        done.set()

    leaving = asyncio.ensure_future(leave())
    await consumer.consume_messages(on_message, done)
    await leaving


async def main():
    await {"produce": produce, "consume": consume, "member": member}[sys.argv[1]](*sys.argv[2:])
    # Version 0.8.0 of the client may abort when Python exits at once.
    await asyncio.sleep(0.5)


asyncio.run(main())
