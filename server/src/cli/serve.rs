//! `toasoan serve`: answers readers and the desk until it is told to stop.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use poem::Server;
use poem::listener::TcpListener;

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::http::listen;
use crate::traces::Traces;
use crate::{people, routes, worker};

/// After a stop signal, answers in work may take so long.
const GRACE: Duration = Duration::from_secs(10);

pub(super) async fn run(config: Config) -> anyhow::Result<()> {
    let app = Arc::new(App::start(config, Clock::default()).await?);
    if people::set_up::is_open(&app).await? {
        println!(
            "No accounts yet. Open http://{}/toa-soan and enter this one-time code:",
            app.config.listen
        );
        println!("    {}", app.set_up_code());
    }
    serve(&app).await
}

/// Serves until SIGINT or SIGTERM.
#[expect(
    clippy::cognitive_complexity,
    reason = "a straight list of what is started; the log's macros count as branches"
)]
pub(super) async fn serve(app: &Arc<App>) -> anyhow::Result<()> {
    for fault in app.themes.faults() {
        tracing::warn!("a theme file is left out: {fault}");
    }
    // Bound here and now, so that a taken port is told in a sentence and at once.
    let listen = app.config.listen;
    let ops_listen = app.config.ops_listen;
    let taken = |address: std::net::SocketAddr, setting: &str| {
        format!(
            "cannot listen on {address}: another program may use it; set {setting} to a free address"
        )
    };
    drop(std::net::TcpListener::bind(listen).with_context(|| taken(listen, "TOASOAN_LISTEN"))?);
    drop(
        std::net::TcpListener::bind(ops_listen)
            .with_context(|| taken(ops_listen, "TOASOAN_OPS_LISTEN"))?,
    );
    let traces = app.config.traces.as_deref();
    let traces = traces.map(|to| Traces::start(to, &app.config.service)).transpose()?;
    worker::start(app);
    let ops = Server::new(TcpListener::bind(ops_listen)).run(routes::ops(Arc::clone(app)));
    tokio::spawn(async move {
        if let Err(err) = ops.await {
            tracing::error!(%err, "health and metrics are not served");
        }
    });
    tracing::info!("listening on http://{listen}");
    let stop = async {
        stop_signal().await;
        app.telemetry.stop();
    };
    let open = tokio::net::TcpListener::bind(listen);
    let open = open.await.with_context(|| taken(listen, "TOASOAN_LISTEN"))?;
    listen::serve(open, Arc::clone(app), routes::all(Arc::clone(app)), stop, GRACE).await?;
    if let Some(traces) = traces {
        traces.stop().await;
    }
    Ok(())
}

async fn stop_signal() {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}
