use crate::Outcome;
use crate::messages::print;
use futures_util::StreamExt;
use iggy::prelude::{AutoCommit, AutoCommitWhen, IggyClient, PollingStrategy, TopicClient};
use std::time::Duration;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(30);

/// Reads every partition with the high-level consumer, all that is there, and prints it.
pub async fn run(client: &IggyClient, stream: &str, topic: &str, name: &str) -> Outcome {
    let details = client
        .get_topic(&stream.try_into()?, &topic.try_into()?)
        .await?;
    for partition in details.ok_or("no such topic")?.partitions {
        let mut consumer = client
            .consumer(name, stream, topic, partition.id)?
            .polling_strategy(PollingStrategy::next())
            .batch_length(77)
            .auto_commit(AutoCommit::When(AutoCommitWhen::PollingMessages))
            .without_poll_interval()
            .build();
        consumer.init().await?;
        for _ in 0..partition.messages_count {
            let received = timeout(PATIENCE, consumer.next()).await?;
            print(&received.ok_or("the consumer has ended")??)?;
        }
        consumer.shutdown().await?;
    }
    Ok(())
}
