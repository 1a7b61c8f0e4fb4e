//! The door by which HTTPS comes in: each greeting is made apart, so that one that does not
//! end holds up nobody.

use std::{future, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, header},
    middleware::{Next, from_fn},
    response::Response,
    serve::Listener,
};
use rustls::ServerConfig;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{
        OwnedSemaphorePermit, Semaphore,
        mpsc::{Receiver, Sender, channel},
    },
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// How long a greeting may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Greetings at once at most.
const MOST: usize = 256;

type Came = (TlsStream<TcpStream>, SocketAddr);

/// Listens, and gives out connections whose greeting is done.
#[derive(Debug)]
pub struct TlsDoor {
    ready: Receiver<Came>,
    address: SocketAddr,
}

impl TlsDoor {
    /// Opens the door on what listens already.
    ///
    /// # Errors
    /// When the system does not say where it listens.
    pub fn open(listener: TcpListener, config: Arc<ServerConfig>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (send, ready) = channel(MOST);
        tokio::spawn(listen(listener, TlsAcceptor::from(config), send));
        Ok(Self { ready, address })
    }
}

async fn listen(mut listener: TcpListener, acceptor: TlsAcceptor, send: Sender<Came>) {
    let places = Arc::new(Semaphore::new(MOST));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let (stream, from) = tokio::select! {
            // Nobody serves any more.
            () = send.closed() => return,
            came = Listener::accept(&mut listener) => came,
        };
        tokio::spawn(greet(acceptor.clone(), stream, from, send.clone(), place));
    }
}

async fn greet(
    acceptor: TlsAcceptor,
    stream: TcpStream,
    from: SocketAddr,
    send: Sender<Came>,
    place: OwnedSemaphorePermit,
) {
    match tokio::time::timeout(PATIENCE, acceptor.accept(stream)).await {
        Ok(Ok(secured)) => {
            let _gone = send.send((secured, from)).await;
        }
        Ok(Err(error)) => tracing::debug!(%from, %error, "no greeting"),
        Err(_late) => tracing::debug!(%from, "greeting too long"),
    }
    drop(place);
}

impl Listener for TlsDoor {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> Came {
        match self.ready.recv().await {
            Some(came) => came,
            None => future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// Says of a request that it came by HTTPS to this machine itself.
#[derive(Debug, Clone, Copy)]
pub struct Secured;

/// The application behind this door: its cookies never leave by plain HTTP.
pub fn behind(application: Router) -> Router {
    application.layer(from_fn(dress))
}

async fn dress(mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(Secured);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let set: Vec<HeaderValue> = headers
        .get_all(header::SET_COOKIE)
        .iter()
        .cloned()
        .collect();
    headers.remove(header::SET_COOKIE);
    for cookie in set {
        headers.append(header::SET_COOKIE, secure(cookie));
    }
    response
}

fn secure(cookie: HeaderValue) -> HeaderValue {
    match cookie.to_str() {
        Ok(line) if !line.ends_with("; Secure") && !line.contains("; Secure;") => {
            HeaderValue::try_from(format!("{line}; Secure")).unwrap_or(cookie)
        }
        _ => cookie,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::secure;

    #[test]
    fn a_cookie_is_secured_once() {
        let cookie = |text: &'static str| secure(HeaderValue::from_static(text));
        assert_eq!(cookie("plus=a; HttpOnly"), "plus=a; HttpOnly; Secure");
        assert_eq!(cookie("plus=a; Secure"), "plus=a; Secure");
        assert_eq!(
            cookie("plus=a; Secure; Max-Age=1"),
            "plus=a; Secure; Max-Age=1"
        );
    }
}
