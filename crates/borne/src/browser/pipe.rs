//! The Chrome DevTools Protocol over a pipe: JSON messages, each ended by a NUL byte.
//!
//! A port would give every program of the machine the whole browser; a pipe belongs to the
//! two processes that share it, and its end says at once that the browser is gone.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::unix::pipe::{Receiver, Sender},
    sync::{broadcast, mpsc, oneshot},
};

use super::BrowserError;

/// A message may carry a page as PDF in base64: 64 MB at most.
const LARGEST: usize = 64 << 20;

/// Events kept for a reader that is late.
const KEPT: usize = 1_024;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Something that the browser tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its name, such as `Page.frameNavigated`.
    pub method: String,
    /// The page that it is about, when it is about one.
    pub session: Option<String>,
    /// What it says.
    pub params: Value,
}

type Answers = Arc<Mutex<HashMap<u64, oneshot::Sender<Result<Value, String>>>>>;

/// The way to a browser.
#[derive(Debug)]
pub struct Pipe {
    next: AtomicU64,
    answers: Answers,
    out: mpsc::UnboundedSender<Vec<u8>>,
    events: broadcast::Sender<Event>,
}

impl Pipe {
    /// Speaks over the two ends that the browser does not hold.
    pub fn over(from: Receiver, to: Sender) -> Arc<Self> {
        let (out, outgoing) = mpsc::unbounded_channel();
        let (events, _) = broadcast::channel(KEPT);
        let pipe = Arc::new(Self {
            next: AtomicU64::new(1),
            answers: Arc::default(),
            out,
            events,
        });
        tokio::spawn(write(to, outgoing));
        tokio::spawn(read(from, pipe.answers.clone(), pipe.events.clone()));
        pipe
    }

    /// What the browser tells from now on. The channel closes when the browser is gone.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Asks something of the browser, or of one of its pages, and waits for the answer.
    ///
    /// # Errors
    /// When it is gone, silent for ten seconds, or refuses.
    pub async fn call(
        &self,
        session: Option<&str>,
        method: &str,
        params: Value,
    ) -> Result<Value, BrowserError> {
        self.call_within(PATIENCE, session, method, params).await
    }

    /// As [`Pipe::call`], with a patience of one's own.
    ///
    /// # Errors
    /// The same.
    pub async fn call_within(
        &self,
        patience: Duration,
        session: Option<&str>,
        method: &str,
        params: Value,
    ) -> Result<Value, BrowserError> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let answer = self.ask(id, session, method, &params)?;
        let answered = tokio::time::timeout(patience, answer).await;
        self.waiting().remove(&id);
        match answered {
            Err(_late) => Err(BrowserError::Frozen(method.to_owned())),
            Ok(Err(_closed)) => Err(BrowserError::Gone),
            Ok(Ok(answer)) => answer.map_err(|reason| BrowserError::Refused {
                method: method.to_owned(),
                reason,
            }),
        }
    }

    fn ask(
        &self,
        id: u64,
        session: Option<&str>,
        method: &str,
        params: &Value,
    ) -> Result<oneshot::Receiver<Result<Value, String>>, BrowserError> {
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        let (tell, answer) = oneshot::channel();
        self.waiting().insert(id, tell);
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.out.send(bytes).map_err(|_| BrowserError::Gone)?;
        Ok(answer)
    }

    fn waiting(
        &self,
    ) -> std::sync::MutexGuard<'_, HashMap<u64, oneshot::Sender<Result<Value, String>>>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn write(mut to: Sender, mut outgoing: mpsc::UnboundedReceiver<Vec<u8>>) {
    while let Some(bytes) = outgoing.recv().await {
        if to.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

/// Reads until the browser closes its end: whoever waits for an answer, or for an event, is
/// told by the closing of its channel.
async fn read(mut from: Receiver, answers: Answers, events: broadcast::Sender<Event>) {
    let mut cut = Cut::default();
    let mut chunk = vec![0; 64 << 10];
    while let Ok(read) = from.read(&mut chunk).await {
        let whole =
            read > 0 && cut.take(&chunk[..read], |message| hear(message, &answers, &events));
        if !whole {
            break;
        }
    }
    answers
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clear();
    // A reader knows the end by this name: the channel itself lives as long as the pipe.
    let _nobody = events.send(Event {
        method: CLOSED.to_owned(),
        session: None,
        params: Value::Null,
    });
}

/// Name of the event that the browser is gone.
pub(super) const CLOSED: &str = "Pipe.closed";

/// Bytes cut into messages.
#[derive(Debug, Default)]
struct Cut {
    begun: Vec<u8>,
}

impl Cut {
    /// Hands over each message that is whole; false when one is too large to be one.
    fn take(&mut self, bytes: &[u8], mut hear: impl FnMut(&[u8])) -> bool {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == 0) {
            self.begun.extend_from_slice(&rest[..end]);
            hear(&self.begun);
            self.begun.clear();
            rest = &rest[end + 1..];
        }
        self.begun.extend_from_slice(rest);
        self.begun.len() <= LARGEST
    }
}

fn hear(message: &[u8], answers: &Answers, events: &broadcast::Sender<Event>) {
    let Ok(mut message) = serde_json::from_slice::<Value>(message) else {
        return;
    };
    if let Some(id) = message["id"].as_u64() {
        let waiting = answers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&id);
        if let Some(waiting) = waiting {
            let _left = waiting.send(read_answer(&mut message));
        }
        return;
    }
    let Some(method) = message["method"].as_str() else {
        return;
    };
    let _nobody = events.send(Event {
        method: method.to_owned(),
        session: message["sessionId"].as_str().map(str::to_owned),
        params: message["params"].clone(),
    });
}

fn read_answer(message: &mut Value) -> Result<Value, String> {
    match message["error"]["message"].as_str() {
        Some(reason) => Err(reason.to_owned()),
        None => Ok(message["result"].take()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use serde_json::json;
    use tokio::sync::broadcast;

    use super::{Cut, hear};

    proptest! {
        /// However the pipe cuts them, messages come out whole and in order.
        #[test]
        fn messages_survive_every_cut(
            messages in proptest::collection::vec("[a-z{}\":]{0,40}", 0..20),
            sizes in proptest::collection::vec(1usize..17, 1..40),
        ) {
            let bytes: Vec<u8> = messages.iter().flat_map(|m| m.bytes().chain([0])).collect();
            let (mut cut, mut heard, mut at) = (Cut::default(), Vec::new(), 0);
            for size in sizes.iter().cycle() {
                if at >= bytes.len() { break; }
                let end = (at + size).min(bytes.len());
                let whole = cut.take(&bytes[at..end], |m| {
                    heard.push(String::from_utf8(m.to_vec()).unwrap());
                });
                prop_assert!(whole);
                at = end;
            }
            prop_assert_eq!(heard, messages);
        }

        /// A browser that says anything at all breaks nothing here.
        #[test]
        fn no_message_is_trusted(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let (events, _) = broadcast::channel(4);
            hear(&bytes, &Arc::default(), &events);
        }
    }

    #[test]
    fn an_event_says_which_page_it_is_about() {
        let (events, mut told) = broadcast::channel(4);
        let message =
            json!({ "method": "Page.loadEventFired", "sessionId": "s1", "params": { "n": 1 } });
        hear(message.to_string().as_bytes(), &Arc::default(), &events);
        let event = told.try_recv().unwrap();
        assert_eq!(
            (event.method.as_str(), event.session.as_deref()),
            ("Page.loadEventFired", Some("s1"))
        );
        assert_eq!(event.params["n"], 1);
    }
}
