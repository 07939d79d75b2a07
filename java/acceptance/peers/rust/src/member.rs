use crate::Outcome;
use crate::messages::print;
use futures_util::StreamExt;
use iggy::prelude::{AutoCommit, AutoCommitWhen, IggyClient, IggyDuration, PollingStrategy};
use tokio::io::{AsyncBufReadExt, BufReader, stdin};

/// Is a member of the group, prints `joined` and what comes, and leaves when a line is read.
pub async fn run(client: &IggyClient, stream: &str, topic: &str, group: &str) -> Outcome {
    let mut consumer = client
        .consumer_group(group, stream, topic)?
        .polling_strategy(PollingStrategy::next())
        .batch_length(10)
        .auto_commit(AutoCommit::When(AutoCommitWhen::ConsumingEachMessage))
        .poll_interval(IggyDuration::from(1_000))
        .build();
    consumer.init().await?;
    println!("joined");
    let mut line = String::new();
    let mut input = BufReader::new(stdin());
    let leave = input.read_line(&mut line);
    tokio::pin!(leave);
    loop {
        tokio::select! {
            _ = &mut leave => break,
            received = consumer.next() => match received {
                Some(Ok(received)) => print(&received)?,
                Some(Err(error)) => eprintln!("{error}"),
                None => break,
            },
        }
    }
    consumer.shutdown().await?;
    println!("left");
    Ok(())
}
