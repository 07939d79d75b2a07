//! Iggy's own Rust client at work on a server, for Galgo's acceptance tests:
//!
//! * `produce PORT STREAM TOPIC FIRST COUNT direct|background` sends messages;
//! * `consume PORT STREAM TOPIC NAME` reads everything as the consumer of that name and prints it;
//! * `member PORT STREAM TOPIC GROUP` joins a group and prints what it gets, until a line comes in.

mod consume;
mod member;
mod messages;
mod produce;

use iggy::prelude::{Client, IggyClient};
use std::error::Error;

type Outcome = Result<(), Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["produce", port, stream, topic, first, count, mode] => {
            let client = connect(port).await?;
            produce::run(&client, stream, topic, first.parse()?, count.parse()?, mode).await
        }
        ["consume", port, stream, topic, name] => {
            let client = connect(port).await?;
            consume::run(&client, stream, topic, name).await
        }
        ["member", port, stream, topic, group] => {
            let client = connect(port).await?;
            member::run(&client, stream, topic, group).await
        }
        _ => Err(format!("unknown arguments: {words:?}").into()),
    }
}

async fn connect(port: &str) -> Result<IggyClient, Box<dyn Error>> {
    let client = IggyClient::from_connection_string(&format!("iggy://iggy:iggy@127.0.0.1:{port}"))?;
    client.connect().await?;
    Ok(client)
}
