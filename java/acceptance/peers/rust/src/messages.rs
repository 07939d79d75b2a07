//! Messages made from their numbers alone, the same in every language of these tests, and how one is printed.

use iggy::prelude::{HeaderKey, HeaderValue, IggyError, IggyMessage, ReceivedMessage};
use std::collections::BTreeMap;
use std::fmt::Write;

pub const PARTITIONS: u32 = 6;

/// The size of each batch, which goes to the partition that follows from its index.
pub fn batch_size(batch: u64) -> u64 {
    1 + batch * 37 % 100
}

pub fn message(number: u64) -> Result<IggyMessage, IggyError> {
    let headers = headers(number)?;
    IggyMessage::builder()
        .id(id(number))
        .payload(payload(number).into())
        .maybe_user_headers((!headers.is_empty()).then_some(headers))
        .build()
}

fn id(number: u64) -> u128 {
    u128::from(number + 1) * ((1 << 64) + 0x9E37_79B9)
}

fn payload(number: u64) -> Vec<u8> {
    let size = if number % 97 == 0 {
        40_000 + number
    } else {
        1 + number * 7919 % 700
    };
    (0..size)
        .map(|i| (number * 31 + i * 7 + i / 256) as u8)
        .collect()
}

fn headers(number: u64) -> Result<BTreeMap<HeaderKey, HeaderValue>, IggyError> {
    let mut headers = BTreeMap::new();
    if number % 3 == 0 {
        headers.insert("number".try_into()?, (number as i64).into());
        headers.insert("name".try_into()?, format!("message-{number}").try_into()?);
        headers.insert(
            "blob".try_into()?,
            vec![number as u8, 0, 255, 7].try_into()?,
        );
    }
    Ok(headers)
}

/// Partition, offset, id, times, payload and headers.
pub fn print(received: &ReceivedMessage) -> Result<(), IggyError> {
    let message = &received.message;
    let mut headers: Vec<String> = message
        .user_headers_map()?
        .unwrap_or_default()
        .iter()
        .map(|(key, value)| {
            let name = String::from_utf8_lossy(key.as_bytes());
            format!(
                "{name}={}:{}",
                value.kind().as_code(),
                hex(value.as_bytes())
            )
        })
        .collect();
    headers.sort();
    println!(
        "{} {} {} {} {} {} {}",
        received.partition_id,
        message.header.offset,
        message.header.id,
        message.header.timestamp,
        message.header.origin_timestamp,
        hex(&message.payload),
        if headers.is_empty() {
            "-".to_owned()
        } else {
            headers.join(",")
        }
    );
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").expect("a string takes everything");
        digits
    })
}
