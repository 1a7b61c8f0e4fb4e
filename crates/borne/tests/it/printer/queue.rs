//! The queue in front of a real printer: paper, jams, plugs, and people who leave.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use plus_borne::printer::{
    client::{Client, JobState, JobStatus, Reason, Which},
    queue::{Document, Failure, JobId, Options, Queue, Session, Settings, Snapshot, State, World},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
    time::timeout,
};

use super::{
    pdf, raster,
    rig::{BOTH, NO_PDF, ORIGIN, PATIENCE, Rig, until, web},
};

/// A queue that runs, with a clock that is moved by hand.
struct Desk {
    queue: Queue,
    seen: watch::Receiver<Snapshot>,
    clock: Arc<AtomicI64>,
    driver: JoinHandle<()>,
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

/// Numbers that are never drawn twice in these tests.
static DRAWN: AtomicU64 = AtomicU64::new(1);

impl Desk {
    fn open(client: Client) -> Self {
        let clock = Arc::new(AtomicI64::new(1_000_000));
        let hand = clock.clone();
        let world = World {
            now_ms: Arc::new(move || hand.load(Ordering::SeqCst)),
            chance: Arc::new(|| DRAWN.fetch_add(1, Ordering::SeqCst)),
        };
        let (queue, driver) = Queue::new(client, Settings::default(), world);
        let seen = queue.watch();
        let driver = tokio::spawn(driver.run());
        Self {
            queue,
            seen,
            clock,
            driver,
        }
    }

    fn submit(&self, session: &str) -> JobId {
        let document = Document::read(pdf::two_pages()).unwrap();
        self.queue
            .submit(&Session(session.to_owned()), document, Options::default())
            .unwrap()
    }

    /// Waits until what is told is as wanted.
    async fn when(&mut self, what: &str, is: impl Fn(&Snapshot) -> bool) -> Snapshot {
        let found = timeout(PATIENCE, self.seen.wait_for(|seen| is(seen))).await;
        let found = found.ok().map(|seen| seen.unwrap().clone());
        found.unwrap_or_else(|| panic!("waited in vain for {what}: {:?}", self.seen.borrow()))
    }

    async fn state(&mut self, id: JobId, what: &str, is: impl Fn(&State) -> bool) -> Snapshot {
        self.when(what, |seen| seen.job(id).is_some_and(|job| is(&job.state)))
            .await
    }

    async fn done(&mut self, id: JobId) {
        let seen = self.state(id, "the end", State::is_over).await;
        let job = seen.job(id).unwrap();
        assert_eq!((&job.state, job.printed, job.pages), (&State::Done, 2, 2));
    }

    async fn held(&mut self, id: JobId, why: Reason) -> i64 {
        let held = |state: &State| matches!(state, State::Held { reason, .. } if *reason == why);
        let seen = self.state(id, &format!("{why:?}"), held).await;
        match seen.job(id).unwrap().state {
            State::Held { until, .. } => until,
            _ => unreachable!(),
        }
    }
}

/// Nothing runs at the printer.
async fn is_clear(client: &Client) {
    until("the printer to have no job", async || {
        let running = client.jobs(Which::Running).await.ok()?;
        running.is_empty().then_some(())
    })
    .await;
}

/// Every job of the printer is being ended. This printer only ends one that waits for
/// paper when there is some, and then runs its program all the same: what it writes then
/// is no proof, the end of the job is.
async fn all_are_ending(client: &Client) -> bool {
    let running = client.jobs(Which::Running).await.unwrap();
    running.iter().all(JobStatus::is_ending)
}

/// The printer answers that it ends a job a moment before it says so of the job.
async fn are_soon_ending(client: &Client) {
    until("every job to be ending", async || {
        all_are_ending(client).await.then_some(())
    })
    .await;
}

/// How the jobs of the printer ended, the latest first.
async fn how_they_ended(client: &Client) -> Vec<JobState> {
    let over = client.jobs(Which::Over).await.unwrap();
    over.iter().map(|job| job.state).collect()
}

#[tokio::test]
async fn documents_come_out_one_after_the_other() {
    let Some(rig) = Rig::start(BOTH).await else {
        return;
    };
    let mut desk = Desk::open(rig.client());
    let ids = [desk.submit("a"), desk.submit("a"), desk.submit("b")];
    for id in ids {
        desk.done(id).await;
    }
    let printed = rig.printed();
    assert_eq!(printed.len(), 3);
    assert!(printed.iter().all(|(document, job)| {
        *document == pdf::two_pages() && job.contains("IPP_SIDES=two-sided-long-edge")
    }));
    is_clear(&rig.client()).await;
}

#[tokio::test]
async fn a_printer_without_pdf_is_given_raster() {
    let Some(rig) = Rig::start(NO_PDF).await else {
        return;
    };
    let mut desk = Desk::open(rig.client());
    let id = desk.submit("a");
    desk.done(id).await;
    let printed = rig.printed();
    let pages = raster::read(&printed[0].0).unwrap();
    assert_eq!((printed.len(), pages.len(), pages[0].duplex), (1, 2, true));
}

#[tokio::test]
async fn without_paper_it_is_held_and_goes_on_by_itself_once() {
    let Some(rig) = Rig::start(BOTH).await else {
        return;
    };
    let mut desk = Desk::open(rig.client());
    rig.paper(0).await;
    let id = desk.submit("a");
    let until = desk.held(id, Reason::PaperOut).await;
    assert_eq!(until, 1_000_000 + 15 * 60 * 1000);
    // A quarter of an hour less a moment.
    desk.clock.store(until - 1, Ordering::SeqCst);
    let client = rig.client();
    assert_eq!(client.jobs(Which::Running).await.unwrap().len(), 1);
    rig.paper(250).await;
    desk.done(id).await;
    assert_eq!(rig.printed().len(), 1);
    assert_eq!(client.jobs(Which::Over).await.unwrap().len(), 1);
}

#[tokio::test]
async fn after_a_quarter_of_an_hour_without_paper_it_is_taken_back() {
    let Some(rig) = Rig::start(BOTH).await else {
        return;
    };
    let mut desk = Desk::open(rig.client());
    rig.paper(0).await;
    let id = desk.submit("a");
    let until = desk.held(id, Reason::PaperOut).await;
    desk.clock.store(until, Ordering::SeqCst);
    let seen = desk.state(id, "expiry", State::is_over).await;
    assert_eq!(seen.job(id).unwrap().state, State::Expired);
    are_soon_ending(&rig.client()).await;
    rig.paper(250).await;
    is_clear(&rig.client()).await;
    assert_eq!(how_they_ended(&rig.client()).await, [JobState::Canceled]);
    let next = desk.submit("b");
    desk.done(next).await;
}

#[tokio::test]
async fn a_jam_is_told_and_passes() {
    let Some(rig) = Rig::start(BOTH).await else {
        return;
    };
    let mut desk = Desk::open(rig.client());
    rig.jam(true);
    let id = desk.submit("a");
    desk.held(id, Reason::Jam).await;
    rig.jam(false);
    desk.done(id).await;
    assert_eq!(rig.printed().len(), 1);
}

#[tokio::test]
async fn what_is_cancelled_leaves_the_printer() {
    let Some(rig) = Rig::start(BOTH).await else {
        return;
    };
    let mut desk = Desk::open(rig.client());
    rig.paper(0).await;
    let (first, second) = (desk.submit("a"), desk.submit("a"));
    desk.held(first, Reason::PaperOut).await;
    desk.queue.cancel(second);
    desk.state(second, "the second to go at once", |state| {
        *state == State::Cancelled
    })
    .await;
    desk.queue.cancel(first);
    desk.state(first, "the first to go", |state| *state == State::Cancelled)
        .await;
    are_soon_ending(&rig.client()).await;
    rig.paper(250).await;
    is_clear(&rig.client()).await;
    assert_eq!(how_they_ended(&rig.client()).await, [JobState::Canceled]);
}

#[tokio::test]
async fn an_unplugged_printer_is_told_and_prints_once_when_it_is_back() {
    let Some(mut rig) = Rig::start(BOTH).await else {
        return;
    };
    let mut desk = Desk::open(rig.client());
    desk.when("the printer", |seen| {
        seen.printer.is_some() && seen.reasons.is_empty()
    })
    .await;
    rig.kill();
    let id = desk.submit("a");
    desk.held(id, Reason::Offline).await;
    assert_eq!(desk.queue.watch().borrow().reasons, [Reason::Offline]);
    rig.restart().await;
    desk.done(id).await;
    assert_eq!(rig.printed().len(), 1);
}

#[tokio::test]
async fn what_the_printer_had_taken_is_not_sent_again_when_it_is_unplugged() {
    let Some(mut rig) = Rig::start(BOTH).await else {
        return;
    };
    let mut desk = Desk::open(rig.client());
    rig.paper(0).await;
    let id = desk.submit("a");
    desk.held(id, Reason::PaperOut).await;
    rig.kill();
    desk.held(id, Reason::Offline).await;
    rig.restart().await;
    let seen = desk.state(id, "the end", State::is_over).await;
    assert_eq!(
        seen.job(id).unwrap().state,
        State::Failed(Failure::Vanished)
    );
    assert_eq!(rig.printed().len(), 0);
}

#[tokio::test]
async fn at_the_end_of_a_session_nothing_of_it_is_left_anywhere() {
    let Some(rig) = Rig::start(BOTH).await else {
        return;
    };
    let mut desk = Desk::open(rig.client());
    let done = desk.submit("partie");
    desk.done(done).await;
    rig.paper(0).await;
    let (first, second) = (desk.submit("partie"), desk.submit("partie"));
    let other = desk.submit("restée");
    desk.held(first, Reason::PaperOut).await;
    desk.queue.forget(&Session("partie".to_owned()));
    let told = desk.queue.watch().borrow().clone();
    assert!(
        [done, first, second]
            .iter()
            .all(|id| told.job(*id).is_none())
    );
    assert_eq!((told.jobs.len(), told.leftovers), (1, 1));
    until("the printer to promise", async || {
        all_are_ending(&rig.client()).await.then_some(())
    })
    .await;
    rig.paper(250).await;
    desk.when("no leftover", |seen| seen.leftovers == 0).await;
    desk.done(other).await;
    let ends = how_they_ended(&rig.client()).await;
    assert_eq!(
        ends,
        [JobState::Completed, JobState::Canceled, JobState::Completed]
    );
}

#[tokio::test]
async fn a_kiosk_that_starts_takes_back_what_it_had_left() {
    let Some(rig) = Rig::start(BOTH).await else {
        return;
    };
    rig.paper(0).await;
    let mut desk = Desk::open(rig.client());
    let left = desk.submit("a");
    desk.held(left, Reason::PaperOut).await;
    drop(desk);
    assert!(!all_are_ending(&rig.client()).await);
    let mut desk = Desk::open(rig.client());
    until("the printer to promise", async || {
        all_are_ending(&rig.client()).await.then_some(())
    })
    .await;
    rig.paper(250).await;
    let id = desk.submit("b");
    desk.done(id).await;
    let ends = how_they_ended(&rig.client()).await;
    assert_eq!(ends, [JobState::Completed, JobState::Canceled]);
}

/// Stands before the printer, and swallows its first answer to a document.
async fn forgetful(uri: &str) -> u16 {
    let place = uri
        .trim_start_matches("ipp://")
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut swallowed = false;
        while let Ok((mut near, _)) = listener.accept().await {
            let mut far = TcpStream::connect(&place).await.unwrap();
            let (question, is_document) = whole_question(&mut near).await;
            far.write_all(&question).await.unwrap();
            if is_document && !swallowed {
                swallowed = true;
                far.readable().await.unwrap();
                continue;
            }
            tokio::spawn(async move { copy_bidirectional(&mut near, &mut far).await.ok() });
        }
    });
    port
}

/// The bytes of one HTTP question, and whether it is a Print-Job (operation 0x0002).
async fn whole_question(from: &mut TcpStream) -> (Vec<u8>, bool) {
    let mut question = Vec::new();
    loop {
        from.read_buf(&mut question).await.unwrap();
        let Some(end) = question.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&question[..end]).to_ascii_lowercase();
        let length = head.split("content-length: ").nth(1).unwrap();
        let length: usize = length.lines().next().unwrap().parse().unwrap();
        if question.len() == end + 4 + length {
            let is_document = question[end + 4..].starts_with(&[2, 0, 0, 2]);
            return (question, is_document);
        }
    }
}

#[tokio::test]
async fn a_document_whose_answer_is_lost_is_looked_for_and_not_sent_again() {
    let Some(rig) = Rig::start(BOTH).await else {
        return;
    };
    let port = forgetful(&rig.uri()).await;
    // Each question on a connection of its own, so that the one in between sees it.
    let _web = web();
    let alone = reqwest::Client::builder()
        .no_proxy()
        .pool_max_idle_per_host(0);
    let uri = format!("ipp://localhost:{port}/ipp/print");
    let client = Client::new(alone.build().unwrap(), &uri, ORIGIN).unwrap();
    let mut desk = Desk::open(client);
    let id = desk.submit("a");
    desk.done(id).await;
    assert_eq!(rig.printed().len(), 1);
    assert_eq!(rig.client().jobs(Which::Over).await.unwrap().len(), 1);
}

#[tokio::test]
async fn more_copies_than_the_printer_makes_are_refused() {
    let Some(rig) = Rig::start(BOTH).await else {
        return;
    };
    let mut desk = Desk::open(rig.client());
    let document = Document::read(pdf::two_pages()).unwrap();
    let options = Options {
        copies: 1000,
        ..Options::default()
    };
    let id = desk
        .queue
        .submit(&Session("a".to_owned()), document, options)
        .unwrap();
    let seen = desk.state(id, "the end", State::is_over).await;
    assert_eq!(
        seen.job(id).unwrap().state,
        State::Failed(Failure::TooManyCopies(999))
    );
}

#[tokio::test]
async fn the_line_has_an_end() {
    let Some(rig) = Rig::start(BOTH).await else {
        return;
    };
    rig.paper(0).await;
    let desk = Desk::open(rig.client());
    for _ in 0..plus_borne::printer::queue::MOST {
        desk.submit("a");
    }
    let document = Document::read(pdf::two_pages()).unwrap();
    let full = desk
        .queue
        .submit(&Session("a".to_owned()), document, Options::default());
    assert!(full.is_err());
    desk.queue.forget(&Session("a".to_owned()));
}
