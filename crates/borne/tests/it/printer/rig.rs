//! A real printer that prints nothing: `ippeveprinter`, on a private D-Bus, on a free port.
//!
//! It is installed by `script/need ippeveprinter`. Without it these tests say so and end,
//! unless PLUS_NEED_PRINTER=1.

use std::{
    fs::{self, File},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU16, Ordering},
    time::Duration,
};

use plus_borne::printer::client::{CONNECT, Client, Printer, Reason};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

/// How long a test waits for something that must come.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// What the kiosk calls itself.
pub const ORIGIN: &str = "borne-essai";

/// Formats of a printer that takes PDF, and of one that does not.
pub const BOTH: &str = "application/pdf,image/pwg-raster";
pub const NO_PDF: &str = "image/pwg-raster,image/jpeg";

/// The printer, its bus and its folder. Dropped, all of it is stopped and gone.
pub struct Rig {
    folder: TempDir,
    bus: Child,
    printer: Child,
    port: u16,
    formats: &'static str,
    web: reqwest::Client,
}

impl Rig {
    /// A printer with paper in its A4 tray, or nothing when the program is not there.
    pub async fn start(formats: &'static str) -> Option<Self> {
        if !is_installed() {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let bus = start_bus(folder.path());
        appears(&folder.path().join("bus")).await;
        write_program(folder.path());
        let port = free_port();
        let printer = start_printer(folder.path(), port, formats);
        let web = web();
        let mut rig = Self {
            folder,
            bus,
            printer,
            port,
            formats,
            web,
        };
        rig.ready().await;
        Some(rig)
    }

    pub fn uri(&self) -> String {
        format!("ipp://localhost:{}/ipp/print", self.port)
    }

    pub fn client(&self) -> Client {
        Client::new(self.web.clone(), &self.uri(), ORIGIN).unwrap()
    }

    /// Sheets in the A4 tray. A tray that is left out would stay empty for ever.
    pub async fn paper(&self, sheets: u32) {
        self.get(&format!(
            "media?size1=iso_a4_210x297mm&type1=stationery&level1={sheets}\
             &size3=iso_dl_110x220mm&type3=envelope&level3=25"
        ))
        .await;
        let is_out = |printer: &Printer| printer.reasons.contains(&Reason::PaperOut);
        let as_said = |printer: &Printer| is_out(printer) == (sheets == 0);
        printer_when(&self.client(), "the tray", as_said).await;
    }

    /// Percent of toner.
    pub async fn toner(&self, percent: u32) {
        self.get(&format!("supplies?supply0=25&supply1={percent}"))
            .await;
    }

    async fn get(&self, path: &str) {
        let url = format!("http://localhost:{}/{path}", self.port);
        let answer = self.web.get(url).send().await.unwrap();
        assert!(answer.status().is_success());
        // The change is made while the page is written.
        answer.bytes().await.unwrap();
    }

    /// Waits until the printer answers, then gives it paper.
    async fn ready(&mut self) {
        let client = self.client();
        until("the printer to answer", async || {
            self.assert_runs();
            client.printer().await.ok()
        })
        .await;
        self.paper(250).await;
    }

    /// A printer that has ended says why, at once.
    fn assert_runs(&mut self) {
        let ended = self.printer.try_wait().unwrap();
        let log = || fs::read_to_string(self.folder.path().join("log")).unwrap();
        assert!(ended.is_none(), "the printer has ended: {}", log());
    }

    /// Pulls the plug.
    pub fn kill(&mut self) {
        stop(&mut self.printer);
    }

    /// Puts the plug in again.
    pub async fn restart(&mut self) {
        self.printer = start_printer(self.folder.path(), self.port, self.formats);
        self.ready().await;
    }

    /// Paper is stuck, or is no more: printing waits while the mark is there.
    pub fn jam(&self, stuck: bool) {
        let mark = self.folder.path().join("jam");
        if stuck {
            File::create(mark).unwrap();
        } else {
            fs::remove_file(mark).unwrap();
        }
    }

    /// What came out: for each document its content and the attributes of its job.
    pub fn printed(&self) -> Vec<(Vec<u8>, String)> {
        let out = self.folder.path().join("out");
        let mut files: Vec<PathBuf> = fs::read_dir(out)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "doc"))
            .collect();
        files.sort();
        let read = |path: &PathBuf| {
            let job = fs::read_to_string(path.with_extension("job")).unwrap();
            (fs::read(path).unwrap(), job)
        };
        files.iter().map(read).collect()
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        stop(&mut self.printer);
        stop(&mut self.bus);
    }
}

/// Waits for something, looking again and again.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let found = timeout(PATIENCE, async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            sleep(Duration::from_millis(50)).await;
        }
    });
    found
        .await
        .unwrap_or_else(|_| panic!("waited in vain for {what}"))
}

/// The printer as it is when it is as wanted.
pub async fn printer_when(client: &Client, what: &str, is: impl Fn(&Printer) -> bool) -> Printer {
    until(what, async || client.printer().await.ok().filter(&is)).await
}

/// The HTTP client that a kiosk would pass in.
pub fn web() -> reqwest::Client {
    // Already installed by another test is as good.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let web = reqwest::Client::builder()
        .connect_timeout(CONNECT)
        .no_proxy();
    web.build().unwrap()
}

/// A port that nothing listens to, and that nobody else is given: each is taken once by
/// this process, and from below the range that the system draws from for connections (a
/// port of that range is lost to any connection made before the printer listens).
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = u16::try_from(std::process::id() % 8_000).unwrap();
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    let drawn = || 20_000 + (first + NEXT.fetch_add(1, Ordering::Relaxed)) % 8_000;
    std::iter::repeat_with(drawn).find(is_free).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "a switch of the test machine")]
fn is_installed() -> bool {
    let asked = Command::new("ippeveprinter").arg("--version").output();
    let there = asked.is_ok();
    let needed = std::env::var("PLUS_NEED_PRINTER").is_ok_and(|need| need == "1");
    assert!(
        there || !needed,
        "ippeveprinter is needed: run script/need ippeveprinter"
    );
    if !there {
        say_skipped();
    }
    there
}

#[expect(clippy::print_stderr, reason = "a test that did nothing must say so")]
fn say_skipped() {
    eprintln!("skipped: ippeveprinter is not installed");
}

fn start_bus(folder: &Path) -> Child {
    let socket = folder.join("bus");
    let rules = format!(
        "<busconfig><type>custom</type><listen>unix:path={}</listen><auth>EXTERNAL</auth>\
         <policy context=\"default\"><allow user=\"*\"/><allow own=\"*\"/>\
         <allow send_destination=\"*\"/><allow receive_sender=\"*\"/></policy></busconfig>",
        socket.display()
    );
    let file = folder.join("bus.conf");
    fs::write(&file, rules).unwrap();
    let mut bus = Command::new("dbus-daemon");
    bus.arg("--nofork")
        .arg(format!("--config-file={}", file.display()));
    bus.stdout(Stdio::null()).stderr(Stdio::null());
    bus.spawn()
        .expect("dbus-daemon is needed: run script/need ippeveprinter")
}

/// What the printer runs for each document: it waits while paper is stuck, then keeps the
/// document and the attributes of its job, and says how many sides are out.
fn write_program(folder: &Path) {
    for inner in ["out", "spool", "keys"] {
        fs::create_dir(folder.join(inner)).unwrap();
    }
    let here = folder.display();
    let text = format!(
        "#!/bin/sh\n\
         if [ -e {here}/jam ]; then\n\
           echo 'STATE: +media-jam-error' >&2\n\
           while [ -e {here}/jam ]; do sleep 0.1; done\n\
           echo 'STATE: -media-jam-error' >&2\n\
         fi\n\
         echo 'ATTR: job-impressions-completed=2' >&2\n\
         name={here}/out/$(ls {here}/out | wc -l)-$$\n\
         env | grep ^IPP_ > $name.job\n\
         for last in \"$@\"; do :; done\n\
         cp \"$last\" $name.part && mv $name.part $name.doc\n"
    );
    let program = folder.join("print");
    fs::write(&program, text).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
}

fn start_printer(folder: &Path, port: u16, formats: &str) -> Child {
    let log = File::create(folder.join("log")).unwrap();
    let mut printer = Command::new("ippeveprinter");
    printer
        .env(
            "DBUS_SYSTEM_BUS_ADDRESS",
            format!("unix:path={}", folder.join("bus").display()),
        )
        .args([
            "-2",
            "-n",
            "localhost",
            "-r",
            "off",
            "-s",
            "60",
            "-f",
            formats,
        ])
        .args(["-p", &port.to_string()])
        .arg("-d")
        .arg(folder.join("spool"))
        .arg("-K")
        .arg(folder.join("keys"))
        .arg("-c")
        .arg(folder.join("print"))
        .arg("Borne")
        .stdout(Stdio::null())
        .stderr(log);
    printer.spawn().unwrap()
}

async fn appears(path: &Path) {
    until("a file", async || path.exists().then_some(())).await;
}

fn stop(child: &mut Child) {
    // Stopped already is as good.
    child.kill().ok();
    child.wait().ok();
}
