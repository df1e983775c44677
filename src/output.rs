//! Standard output. When its reader has gone (`check | head`), the process ends quietly.

use std::{
    fmt,
    io::{self, ErrorKind, Write as _},
    process,
};

/// What a shell reports for a process that SIGPIPE ended.
const BROKEN_PIPE: i32 = 128 + 13;

/// Prints a line to standard output, like `println!`, which panics when nobody reads it any more.
macro_rules! outln {
    ($($text:tt)*) => { $crate::output::print(format_args!("{}\n", format_args!($($text)*))) };
}

pub(crate) use outln;

/// Prints text to standard output.
pub fn print(text: fmt::Arguments<'_>) {
    let mut out = io::stdout().lock();
    let Err(error) = out.write_fmt(text).and_then(|()| out.flush()) else { return };
    if error.kind() == ErrorKind::BrokenPipe {
        process::exit(BROKEN_PIPE);
    }
    complain(format_args!("cannot write to standard output: {error}"));
    process::exit(1);
}

/// Prints an error to standard error, if anybody reads it.
pub fn complain(text: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "synapse-registration: {text}");
}
