//! The developer commands behind `cargo xtask`: reads which one is wanted and runs it.
//! Holds no command's work itself; never leaves an error without one line that says what to do.
#![allow(clippy::print_stdout, reason = "a command-line tool reports on standard output")]
#![forbid(unsafe_code)]

mod arguments;
mod bench;
mod checkout;
mod child;
mod driver;
mod duration;
mod failure;
mod files;
mod lockfile;
mod members;
mod node_modules;
mod package;
mod page;
mod process_tree;
mod screenshots;
mod serve;
mod server;
mod test;
mod tidy;
mod tools;
mod wasm;

use std::process::ExitCode;

use arguments::Request;
use checkout::Checkout;
use failure::Outcome;

fn main() -> ExitCode {
    let request = match arguments::parse(std::env::args_os().skip(1)) {
        Ok(request) => request,
        Err(failure) => {
            eprintln!("error: {failure}\n\n{}", arguments::USAGE);
            return ExitCode::from(2);
        }
    };
    match carry_out(&request) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the command; `false` means that it ran and found something wrong, which it has printed.
fn carry_out(request: &Request) -> Outcome<bool> {
    let checkout = Checkout::locate()?;
    match request {
        Request::Help => {
            println!("{}", arguments::USAGE);
            Ok(true)
        }
        Request::Serve(options) => serve::run(&checkout, options).map(|()| true),
        Request::Test(options) => test::run(&checkout, options),
        Request::Bench(options) => bench::run(&checkout, options).map(|()| true),
        Request::Screenshots(names) => screenshots::run(&checkout, names).map(|()| true),
        Request::Package => {
            let file = package::build(&checkout, &mut tools::Toolbox::new()?)?;
            println!("the package is {}", file.display());
            Ok(true)
        }
        Request::Tidy => tidy::run(&checkout),
    }
}
