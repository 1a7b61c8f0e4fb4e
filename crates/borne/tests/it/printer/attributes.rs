//! What a real printer tells, and what it is told, without the queue.

use plus_borne::printer::{
    client::{
        Client, ClientError, Format, JobState, Order, PrinterState, Reason, SupplyKind, Which,
    },
    pwg::{Back, Dpi, Sheet, rasterise},
};

use super::{
    pdf, raster,
    rig::{BOTH, NO_PDF, ORIGIN, Rig, free_port, printer_when, until, web},
};

fn order(name: &str, format: Format) -> Order<'_> {
    Order {
        name,
        format,
        copies: 1,
        duplex: true,
        color: false,
        fits: false,
    }
}

#[tokio::test]
async fn a_printer_says_what_it_is() {
    let Some(rig) = Rig::start(BOTH).await else {
        return;
    };
    let printer = rig.client().printer().await.unwrap();
    assert!(printer.accepts_pdf && printer.accepts_pwg && printer.duplex && printer.accepting);
    assert!(!printer.color);
    assert_eq!(printer.name, "Example Printer");
    assert_eq!(
        printer.resolutions,
        [300, 600].map(|dots| Dpi::new(dots).unwrap())
    );
    assert_eq!(
        (printer.resolution(), printer.back),
        (Dpi::USUAL, Back::Normal)
    );
    assert_eq!(printer.state, PrinterState::Idle);
    assert_eq!(printer.media, ["iso_a4_210x297mm", "iso_dl_110x220mm"]);
    assert_eq!(printer.copies, 999);
    let toner = printer
        .supplies
        .iter()
        .find(|s| s.kind == SupplyKind::Toner)
        .unwrap();
    assert_eq!(
        (toner.name.as_str(), toner.level),
        ("Black Toner", Some(75))
    );
    assert!(
        printer
            .supplies
            .iter()
            .any(|s| s.kind == SupplyKind::Waste && s.level == Some(25))
    );
    rig.client().identify().await.unwrap();
}

#[tokio::test]
async fn paper_and_toner_are_told_as_they_are() {
    let Some(rig) = Rig::start(BOTH).await else {
        return;
    };
    let client = rig.client();
    assert_eq!(client.printer().await.unwrap().reasons, []);
    for (sheets, toner, wanted) in [
        (0, 75, Reason::PaperOut),
        (5, 75, Reason::PaperLow),
        (250, 4, Reason::TonerLow),
        (250, 0, Reason::TonerOut),
    ] {
        rig.paper(sheets).await;
        rig.toner(toner).await;
        let is = |printer: &_| reasons_are(printer, &wanted);
        printer_when(&client, &format!("{wanted:?}"), is).await;
    }
    rig.toner(75).await;
    printer_when(&client, "no reason", |printer| printer.reasons.is_empty()).await;
}

fn reasons_are(printer: &plus_borne::printer::client::Printer, wanted: &Reason) -> bool {
    printer.reasons.contains(wanted)
}

/// Gives a document and waits until it is out.
async fn print(rig: &Rig, client: &Client, order: &Order<'_>, bytes: Vec<u8>) {
    let id = client.print(order, bytes).await.unwrap();
    until("the end of the job", async || {
        let job = client.job(id).await.ok()?;
        (job.state == JobState::Completed).then_some(job)
    })
    .await;
    assert_eq!(client.job(id).await.unwrap().printed, Some(2));
    assert_eq!(client.find(order.name).await.unwrap().unwrap().id, id);
    assert_eq!(rig.printed().len(), 1);
}

#[tokio::test]
async fn two_pages_of_pdf_come_out_as_they_went_in() {
    let Some(rig) = Rig::start(BOTH).await else {
        return;
    };
    let client = rig.client();
    let pdf = pdf::two_pages();
    print(
        &rig,
        &client,
        &order("borne-essai 1", Format::Pdf),
        pdf.clone(),
    )
    .await;
    let (document, job) = rig.printed().remove(0);
    assert_eq!(document, pdf);
    for line in [
        "IPP_MEDIA=iso_a4_210x297mm",
        "IPP_SIDES=two-sided-long-edge",
        "IPP_PRINT_COLOR_MODE=monochrome",
        "IPP_COPIES=1",
        "IPP_JOB_NAME=borne-essai 1",
        "IPP_JOB_ORIGINATING_USER_NAME=borne-essai",
    ] {
        assert!(job.contains(line), "{line} is not in {job}");
    }
}

#[tokio::test]
async fn two_pages_of_raster_come_out_for_a_printer_without_pdf() {
    let Some(rig) = Rig::start(NO_PDF).await else {
        return;
    };
    let client = rig.client();
    let printer = client.printer().await.unwrap();
    assert!(!printer.accepts_pdf && printer.accepts_pwg);
    let mut drawn = Vec::new();
    rasterise(
        &pdf::two_pages(),
        Sheet::one_sided(printer.resolution()),
        &mut drawn,
    )
    .unwrap();
    print(&rig, &client, &order("borne-essai 2", Format::Pwg), drawn).await;
    let pages = raster::read(&rig.printed().remove(0).0).unwrap();
    assert_eq!(pages.len(), 2);
    assert_eq!(pages[0].at(625, 3508 - 625), 0, "the middle of the square");
}

#[tokio::test]
async fn refusals_have_names() {
    let Some(mut rig) = Rig::start(NO_PDF).await else {
        return;
    };
    let client = rig.client();
    let refused = client
        .print(&order("borne-essai 3", Format::Pdf), pdf::two_pages())
        .await;
    assert!(
        matches!(refused, Err(ClientError::Refused(0x040a | 0x040b))),
        "{refused:?}"
    );
    assert!(client.job(77).await.unwrap_err().is_unknown());
    assert!(client.cancel(77).await.unwrap_err().is_unknown());
    rig.paper(0).await;
    let mut drawn = Vec::new();
    rasterise(&pdf::two_pages(), Sheet::one_sided(Dpi::USUAL), &mut drawn).unwrap();
    let first = client
        .print(&order("borne-essai 4", Format::Pwg), drawn.clone())
        .await
        .unwrap();
    let second = client
        .print(&order("borne-essai 5", Format::Pwg), drawn)
        .await;
    assert!(
        second.as_ref().is_err_and(ClientError::is_busy),
        "{second:?}"
    );
    assert_eq!(client.jobs(Which::Running).await.unwrap().len(), 1);
    client.cancel(first).await.unwrap();
    rig.paper(250).await;
    until("the job to go", async || {
        let running = client.jobs(Which::Running).await.ok()?;
        running.is_empty().then_some(())
    })
    .await;
    assert!(client.cancel(first).await.unwrap_err().is_over());
    rig.kill();
    let gone = client.printer().await;
    assert!(matches!(
        gone,
        Err(ClientError::Unreachable(_) | ClientError::NoAnswer(_))
    ));
    let gone = client.printer().await;
    assert!(matches!(gone, Err(ClientError::Unreachable(_))), "{gone:?}");
}

#[tokio::test]
async fn what_is_no_printer_is_told_apart() {
    let client = |uri: &str| Client::new(web(), uri, ORIGIN);
    for wrong in [
        "",
        "localhost",
        "ftp://a/b",
        "ipp://",
        "ipp://moi:secret@a/ipp",
    ] {
        assert!(
            matches!(client(wrong), Err(ClientError::Address(_))),
            "{wrong}"
        );
    }
    let nobody = client(&format!("ipp://localhost:{}/ipp/print", free_port())).unwrap();
    assert!(matches!(
        nobody.printer().await,
        Err(ClientError::Unreachable(_))
    ));
}
