use std::io::{self, BufRead, Read};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::thread;

use serde::Deserialize;
use serde::de::IgnoredAny;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

/// The method that stands in for a message that is no JSON.
pub(crate) const UNREADABLE: &str = "lockgate/unreadable";
/// The method that stands in for JSON that is no message.
pub(crate) const INVALID: &str = "lockgate/invalid";

/// The editor's messages. A message that cannot be read is replaced by one that is answered with an error: the
/// framework would stop reading for good.
pub(crate) struct Input {
    messages: UnboundedReceiver<Vec<u8>>,
    /// What of the last message has not been taken yet.
    rest: io::Cursor<Vec<u8>>,
}

impl Input {
    /// Reads on a thread of its own, which ends with the input or the process.
    ///
    /// # Errors
    /// Where the thread cannot be started.
    pub(crate) fn start(from: impl BufRead + Send + 'static) -> io::Result<Self> {
        let (sender, messages) = mpsc::unbounded_channel();
        thread::Builder::new()
            .name("input".to_owned())
            .spawn(move || forward(from, &sender))?;
        Ok(Self {
            messages,
            rest: io::Cursor::default(),
        })
    }
}

impl AsyncRead for Input {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let is_spent = |rest: &io::Cursor<Vec<u8>>| rest.position() >= rest.get_ref().len() as u64;
        if is_spent(&self.rest) {
            let Some(message) = ready!(self.messages.poll_recv(cx)) else {
                return Poll::Ready(Ok(()));
            };
            self.rest = io::Cursor::new(message);
        }
        let taken = self.rest.read(into.initialize_unfilled())?;
        into.advance(taken);
        Poll::Ready(Ok(()))
    }
}

fn forward(mut from: impl BufRead, to: &UnboundedSender<Vec<u8>>) {
    while let Ok(Some(body)) = next_body(&mut from) {
        let body = match judged(&body) {
            Ok(()) => body,
            Err(stand_in) => stand_in.into_bytes(),
        };
        let mut message = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
        message.extend(body);
        if to.send(message).is_err() {
            return;
        }
    }
}

/// The body of the next message; empty where its header says nothing of a length, `None` at the end.
fn next_body(from: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if from.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        if text.is_empty() {
            break;
        }
        let (name, value) = text.split_once(':').unwrap_or_default();
        if name.trim().eq_ignore_ascii_case("content-length") {
            length = value.trim().parse::<u64>().ok();
        }
    }
    let mut body = Vec::new();
    let wanted = length.unwrap_or_default();
    let read = from.take(wanted).read_to_end(&mut body)?;
    Ok((read as u64 == wanted).then_some(body))
}

#[derive(Deserialize)]
struct Envelope {
    jsonrpc: String,
    #[serde(default, deserialize_with = "said")]
    id: Option<Id>,
    method: Option<String>,
    #[serde(default, deserialize_with = "said")]
    result: Option<IgnoredAny>,
    error: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Number(i64),
    Text(String),
    Null(()),
}

/// Tells `null` from nothing.
fn said<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// Whether a body is a message; what to answer in its place where it is none.
fn judged(body: &[u8]) -> Result<(), String> {
    let stand_in = |method: &str, id: &Id| {
        let id = match id {
            Id::Number(number) => number.to_string(),
            Id::Text(text) => serde_json::Value::from(&**text).to_string(),
            Id::Null(()) => "null".to_owned(),
        };
        format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}"}}"#)
    };
    let envelope: Envelope = match serde_json::from_slice(body) {
        Ok(envelope) => envelope,
        Err(error) if error.is_data() => return Err(stand_in(INVALID, &Id::Null(()))),
        Err(_) => return Err(stand_in(UNREADABLE, &Id::Null(()))),
    };
    let is_response = envelope.id.is_some() && (envelope.result.is_some() || envelope.error.is_some());
    if envelope.jsonrpc == "2.0" && (envelope.method.is_some() || is_response) {
        return Ok(());
    }
    Err(stand_in(INVALID, &envelope.id.unwrap_or(Id::Null(()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_let_through_and_others_replaced() {
        assert_eq!(judged(br#"{"jsonrpc":"2.0","id":1,"method":"a"}"#), Ok(()));
        assert_eq!(judged(br#"{"jsonrpc":"2.0","method":"a","params":[]}"#), Ok(()));
        assert_eq!(judged(br#"{"jsonrpc":"2.0","id":"x","result":null}"#), Ok(()));
        let replaced = |body: &str, with: &str| assert_eq!(judged(body.as_bytes()), Err(with.to_owned()), "{body}");
        replaced(
            "{\"jsonrpc\"",
            r#"{"jsonrpc":"2.0","id":null,"method":"lockgate/unreadable"}"#,
        );
        replaced("", r#"{"jsonrpc":"2.0","id":null,"method":"lockgate/unreadable"}"#);
        replaced("[]", r#"{"jsonrpc":"2.0","id":null,"method":"lockgate/invalid"}"#);
        replaced(
            r#"{"jsonrpc":"2.0","id":7}"#,
            r#"{"jsonrpc":"2.0","id":7,"method":"lockgate/invalid"}"#,
        );
        replaced(
            r#"{"jsonrpc":"1.0","id":"\"","method":"a"}"#,
            r#"{"jsonrpc":"2.0","id":"\"","method":"lockgate/invalid"}"#,
        );
    }

    #[test]
    fn a_message_is_read_by_its_header() {
        let text =
            "content-length: 2\r\nX: y\r\n\r\n{}Content-Length: 3\r\n\r\n[1]garbage\r\n\r\nContent-Length: 9\r\n\r\n{";
        let mut from = io::Cursor::new(text);
        let mut next = || next_body(&mut from).unwrap();
        assert_eq!(next().as_deref(), Some(&b"{}"[..]));
        assert_eq!(next().as_deref(), Some(&b"[1]"[..]));
        assert_eq!(next().as_deref(), Some(&b""[..]), "a header without a length");
        assert_eq!(next(), None, "the input ends within a message");
    }
}
