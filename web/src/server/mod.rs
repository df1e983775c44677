//! The HTTP server: accepts connections, and gives each of them limits of time and space.
//!
//! What axum brings along for this waits for ever: for the head of a request, and for a client that does not read.

mod admission;
mod body;
mod descriptors;
mod stream;

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::ConnectInfo, http::Request, response::Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

pub use admission::Admission;
use admission::Slot;
pub use descriptors::connection_limit;

/// For the head of a request, and between two of them. A body has the time of its page.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// In bytes, for the head of a request; also what is buffered of an answer.
const HEAD_LIMIT: usize = 16 * 1024;
/// When no more connections can be had: others end meanwhile.
const ACCEPT_PAUSE: Duration = Duration::from_millis(250);

/// Answers on `listener` until `stop`; then finishes what is in hand.
pub async fn serve(router: Router, listener: TcpListener, admission: Arc<Admission>, stop: CancellationToken) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(HEAD_LIMIT);
    let in_hand = GracefulShutdown::new();
    while let Some(accepted) = stop.run_until_cancelled(accept(&listener, &admission)).await {
        let Some((stream, peer, slot)) = accepted else { continue };
        let (router, service_slot) = (router.clone(), Arc::clone(&slot));
        let service = service_fn(move |request| answer(router.clone(), peer, Arc::clone(&service_slot), request));
        let stream = TokioIo::new(stream::TimedStream::new(stream, Arc::clone(&slot), stream::Patience::default()));
        let connection = in_hand.watch(http.serve_connection(stream, service));
        tokio::spawn(async move {
            // Without an answer: the connection gives its place to another one.
            let Some(ended) = slot.until_evicted(connection).await else { return };
            if let Err(error) = ended {
                tracing::debug!(error = &error as &dyn std::error::Error, "a connection broke off");
            }
        });
    }
    drop(listener);
    in_hand.shutdown().await;
}

async fn accept(listener: &TcpListener, admission: &Arc<Admission>) -> Option<(TcpStream, SocketAddr, Arc<Slot>)> {
    match listener.accept().await {
        Ok((stream, peer)) => {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(error = &error as &dyn std::error::Error, "answers may be slow");
            }
            let slot = admission.admit(peer.ip())?;
            Some((stream, peer, slot))
        }
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "cannot accept a connection");
            admission.evict_one();
            tokio::time::sleep(ACCEPT_PAUSE).await;
            None
        }
    }
}

async fn answer(
    router: Router,
    peer: SocketAddr,
    slot: Arc<Slot>,
    mut request: Request<Incoming>,
) -> Result<Response, Infallible> {
    slot.is_busy();
    request.extensions_mut().insert(ConnectInfo(peer));
    let request = request.map(|body| body::TimedBody::new(body, Arc::clone(&slot)));
    let answer = router.oneshot(request).await;
    slot.waits_for_client();
    answer
}
