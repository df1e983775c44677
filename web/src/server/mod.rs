//! The HTTP server: accepts connections, with time and size limits for each.
//!
//! `axum::serve` waits forever for the head of a request, and for a client that does not read.

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

/// For the head of a request, and between two requests. The body counts towards the time of its page.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// In bytes: for the head of a request, and for the buffered part of a response.
const HEAD_LIMIT: usize = 16 * 1024;
/// After an accept error such as too many open files: other connections end meanwhile.
const ACCEPT_PAUSE: Duration = Duration::from_millis(250);

/// Serves `router` on `listener` until `stop`; then finishes open requests.
pub async fn serve(router: Router, listener: TcpListener, admission: Arc<Admission>, stop: CancellationToken) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(HEAD_LIMIT);
    let connections = GracefulShutdown::new();
    while let Some(accepted) = stop.run_until_cancelled(accept(&listener, &admission)).await {
        let Some((stream, peer, slot)) = accepted else { continue };
        let (router, service_slot) = (router.clone(), Arc::clone(&slot));
        let service = service_fn(move |request| answer(router.clone(), peer, Arc::clone(&service_slot), request));
        let stream =
            TokioIo::new(stream::TimedStream::new(stream, Arc::clone(&slot), stream::WriteTimeouts::default()));
        let connection = connections.watch(http.serve_connection(stream, service));
        tokio::spawn(async move {
            // `None`: the connection was evicted.
            let Some(ended) = slot.until_evicted(connection).await else { return };
            if let Err(error) = ended {
                tracing::debug!(error = &error as &dyn std::error::Error, "a connection failed");
            }
        });
    }
    drop(listener);
    connections.shutdown().await;
}

async fn accept(listener: &TcpListener, admission: &Arc<Admission>) -> Option<(TcpStream, SocketAddr, Arc<Slot>)> {
    match listener.accept().await {
        Ok((stream, peer)) => {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(error = &error as &dyn std::error::Error, "cannot disable Nagle's algorithm");
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
