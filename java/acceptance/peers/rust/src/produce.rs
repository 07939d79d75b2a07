use crate::Outcome;
use crate::messages::{PARTITIONS, batch_size, message};
use iggy::prelude::{BackgroundConfig, DirectConfig, IggyClient, Partitioning};
use std::sync::Arc;

/// Sends messages with the high-level producer, a batch to each partition in turn.
pub async fn run(
    client: &IggyClient,
    stream: &str,
    topic: &str,
    first: u64,
    count: u64,
    mode: &str,
) -> Outcome {
    let builder = client
        .producer(stream, topic)?
        .do_not_create_stream_if_not_exists()
        .do_not_create_topic_if_not_exists()
        .send_retries(Some(0), None);
    let direct = mode == "direct";
    let producer = if direct {
        builder.direct(DirectConfig::builder().build()).build()
    } else {
        builder
            .background(BackgroundConfig::builder().build())
            .build()
    };
    producer.init().await?;
    let (mut number, mut batch) = (first, 0);
    while number < first + count {
        let end = (number + batch_size(batch)).min(first + count);
        let messages = (number..end).map(message).collect::<Result<Vec<_>, _>>()?;
        let partition = (batch % u64::from(PARTITIONS)) as u32;
        let sent = producer
            .send_with_partitioning(
                messages,
                Some(Arc::new(Partitioning::partition_id(partition))),
            )
            .await?;
        if direct {
            let confirmed: Vec<u32> = sent.confirmations.iter().map(|c| c.partition_id).collect();
            assert_eq!(confirmed, [partition]);
        }
        (number, batch) = (end, batch + 1);
    }
    producer.shutdown().await;
    Ok(())
}
