//! Connections: each has its time to say what it wants. What axum brings along for this waits for ever
//! for the head of a request.

use std::{convert::Infallible, net::SocketAddr, time::Duration};

use axum::{Router, extract::ConnectInfo, http::Request, response::Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

/// For the head of a request, and between two of them. A body has the time of its page.
const HEAD: Duration = Duration::from_secs(15);
/// When no more connections can be had: others end meanwhile.
const BREATH: Duration = Duration::from_secs(1);

/// Answers on `listener` until `stop`; then finishes what is in hand.
pub async fn serve(router: Router, listener: TcpListener, stop: CancellationToken) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let in_hand = GracefulShutdown::new();
    while let Some(accepted) = stop.run_until_cancelled(accept(&listener)).await {
        let Some((stream, peer)) = accepted else { continue };
        let router = router.clone();
        let service = service_fn(move |request| answer(router.clone(), peer, request));
        let connection = in_hand.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error = &error as &dyn std::error::Error, "a connection broke off");
            }
        });
    }
    drop(listener);
    in_hand.shutdown().await;
}

async fn accept(listener: &TcpListener) -> Option<(TcpStream, SocketAddr)> {
    match listener.accept().await {
        Ok((stream, peer)) => {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(error = &error as &dyn std::error::Error, "answers may be slow");
            }
            Some((stream, peer))
        }
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "a connection cannot be taken");
            tokio::time::sleep(BREATH).await;
            None
        }
    }
}

async fn answer(router: Router, peer: SocketAddr, mut request: Request<Incoming>) -> Result<Response, Infallible> {
    request.extensions_mut().insert(ConnectInfo(peer));
    router.oneshot(request).await
}
