use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
    middleware::from_fn_with_state,
    routing::get,
};
use plus_store::{Options, Store};
use tower::ServiceExt;

use super::{WebError, contain, dress};
use crate::{
    config::Web,
    outside::Outside,
    territory,
    web::state::{App, AppState},
};

async fn application(request_seconds: u64) -> (App, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Options::folder(folder.path())).await.unwrap();
    let config = Web {
        request_seconds,
        ..Web::default()
    };
    let outside = Outside::fixed(0, 1);
    (
        AppState::new(outside, store, config, territory::demonstration().unwrap()),
        folder,
    )
}

async fn ask(path: &str, seconds: u64) -> (StatusCode, String) {
    let (app, _folder) = application(seconds).await;
    let router = Router::new()
        .route("/panique", get(|| async { panic!("secret 1234") as () }))
        .route("/lent", get(std::future::pending::<()>))
        .route(
            "/cause",
            get(|| async { WebError::internal("SELECT secret") }),
        )
        .route(
            "/api/v1/panique",
            get(|| async { panic!("secret 1234") as () }),
        )
        .layer(from_fn_with_state(app.clone(), contain))
        .layer(from_fn_with_state(app.clone(), dress))
        .with_state(app);
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
        .await
        .unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn a_panic_is_a_page_with_a_number_and_no_cause() {
    for path in ["/panique", "/cause", "/api/v1/panique"] {
        let (status, body) = ask(path, 60).await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(body.contains("Nous n’avons pas pu répondre"), "{body}");
        assert!(!body.contains("secret"), "{body}");
    }
}

#[tokio::test]
async fn an_answer_that_never_comes_is_given_up() {
    let (status, body) = ask("/lent", 0).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(body.contains("trop de temps"), "{body}");
}
