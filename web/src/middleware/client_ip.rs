//! The client's IP address behind trusted proxies, as an extractor.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{Extensions, HeaderMap, request::Parts},
};

use super::forwarded;
use crate::app::App;

/// The address of the other end of the TCP connection: a proxy, or the client itself.
pub fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip())
}

/// The applicant's IP address; `None` only in tests without a connection.
pub struct ClientAddress(pub Option<IpAddr>);

impl ClientAddress {
    pub fn of(app: &App, extensions: &Extensions, headers: &HeaderMap) -> Self {
        let trusted = |address| app.registrations.config().trust_proxy.contains(address);
        Self(peer(extensions).map(|peer| forwarded::client(peer, &forwarded::chain(headers), trusted)))
    }
}

impl FromRequestParts<App> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::of(app, &parts.extensions, &parts.headers))
    }
}
