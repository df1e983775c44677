//! JSON log lines with the causes of errors: tracing-subscriber writes the outermost error only.

use std::{error::Error, fmt};

use serde_json::Value;
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    fmt::{
        FmtContext, FormatEvent, FormatFields,
        format::{Format, Json, Writer},
    },
    registry::LookupSpan,
};

/// The JSON format of tracing-subscriber, with `<field>.sources` beside each field that is an error with causes.
#[derive(Debug)]
pub struct WithSources(Format<Json>);

impl Default for WithSources {
    fn default() -> Self {
        Self(Format::default().json())
    }
}

impl<S, N> FormatEvent<S, N> for WithSources
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut sources = Sources::default();
        event.record(&mut sources);
        if sources.0.is_empty() {
            return self.0.format_event(context, writer, event);
        }
        let mut line = String::new();
        self.0.format_event(context, Writer::new(&mut line), event)?;
        match serde_json::from_str::<Value>(&line) {
            Ok(mut value) => {
                if let Some(fields) = value["fields"].as_object_mut() {
                    fields.extend(sources.0);
                }
                writeln!(writer, "{value}")
            }
            Err(_) => writer.write_str(&line),
        }
    }
}

/// The causes of the errors among the fields.
#[derive(Default)]
struct Sources(Vec<(String, Value)>);

impl Visit for Sources {
    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}

    fn record_error(&mut self, field: &Field, error: &(dyn Error + 'static)) {
        let causes = std::iter::successors(error.source(), |cause| (*cause).source());
        let causes: Vec<Value> = causes.map(|cause| cause.to_string().into()).collect();
        if !causes.is_empty() {
            self.0.push((format!("{}.sources", field.name()), causes.into()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use tracing_subscriber::{fmt::MakeWriter, layer::SubscriberExt as _};

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("not poisoned").extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl MakeWriter<'_> for Lines {
        type Writer = Self;

        fn make_writer(&self) -> Self {
            self.clone()
        }
    }

    #[test]
    fn json_lines_have_the_causes_of_an_error() {
        let lines = Lines::default();
        let layer = tracing_subscriber::fmt::layer().json().event_format(WithSources::default());
        let subscriber = tracing_subscriber::registry().with(layer.with_writer(lines.clone()));
        let error = anyhow::Error::new(io::Error::other("no space")).context("cannot write").context("cannot start");
        tracing::subscriber::with_default(subscriber, || {
            let cause: &(dyn Error + 'static) = error.as_ref();
            tracing::error!(error = cause, "failed");
            tracing::info!(count = 1, "fine");
        });
        let text = String::from_utf8(lines.0.lock().expect("not poisoned").clone()).expect("text");
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(lines[0]["fields"]["error"], "cannot start");
        assert_eq!(lines[0]["fields"]["error.sources"], serde_json::json!(["cannot write", "no space"]));
        assert_eq!((&lines[0]["level"], &lines[0]["fields"]["message"]), (&"ERROR".into(), &"failed".into()));
        assert_eq!(lines[1]["fields"]["count"], 1);
        assert!(lines[1]["fields"].get("error.sources").is_none());
    }
}
