//! A private Redis (or Valkey) server that goes with its holder: on a free port of
//! loopback, keeping nothing on disk, from the installed program. It may be killed,
//! stopped, flushed and started again.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How to get what is needed, for tests that cannot run without it.
pub const HOW_TO_INSTALL: &str = "Redis is not installed; on Debian: apt-get install redis-server";
const PROGRAMS: [&str; 2] = ["redis-server", "valkey-server"];
/// A server that is not there by then does not come.
const START_LIMIT: Duration = Duration::from_secs(60);

/// A server, which may be running or not.
pub struct TempRedis {
    program: &'static str,
    port: u16,
    password: String,
    server: Option<Child>,
}

impl TempRedis {
    /// A server that does not run yet, but has its address; None if Redis is not installed.
    /// Without a password it asks for none.
    pub fn new(password: &str) -> Option<Self> {
        let is_there = |program: &&str| {
            let tried = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
            tried.is_ok_and(|status| status.success())
        };
        let program = PROGRAMS.into_iter().find(is_there)?;
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let port = listener.local_addr().expect("it is bound").port();
        Some(Self { program, port, password: password.to_owned(), server: None })
    }

    /// Its address, with this password instead of its own if one is given.
    pub fn url(&self, password: Option<&str>) -> String {
        format!("redis://:{}@127.0.0.1:{}", password.unwrap_or(&self.password), self.port)
    }

    /// Starts it, empty.
    ///
    /// # Panics
    /// If it does not start.
    pub fn start(&mut self) {
        let port = self.port.to_string();
        let mut command = Command::new(self.program);
        command.args(["--port", &port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        if !self.password.is_empty() {
            command.args(["--requirepass", &self.password]);
        }
        let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.server = Some(command.spawn().expect("the server starts"));
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(begin.elapsed() < START_LIMIT, "Redis does not start");
            std::thread::yield_now();
        }
    }

    /// Ends it as a crash would.
    pub fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            // It may have ended by itself; then there is nothing to kill.
            let _ = server.kill();
            let _ = server.wait();
        }
    }

    /// Lets it stand still, or go on.
    ///
    /// # Panics
    /// If it does not run.
    pub fn stand_still(&self, still: bool) {
        let id = self.server.as_ref().expect("it runs").id().to_string();
        let signal = if still { "-STOP" } else { "-CONT" };
        let sent = Command::new("kill").args([signal, &id]).status().expect("there is `kill`");
        assert!(sent.success(), "`kill {signal}` ended with {sent}");
    }

    /// What it answers to a command in one line: a line, or a text of many.
    ///
    /// # Panics
    /// If it does not run.
    pub fn ask(&self, command: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it runs");
        if !self.password.is_empty() {
            write!(stream, "AUTH {}\r\n", self.password).expect("it listens");
        }
        write!(stream, "{command}\r\n").expect("it listens");
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        if !self.password.is_empty() {
            reader.read_line(&mut line).expect("it answers");
            line.clear();
        }
        reader.read_line(&mut line).expect("it answers");
        let Some(length) = line.strip_prefix('$') else { return line.trim_end().to_owned() };
        let mut text = vec![0; length.trim_end().parse().expect("a length")];
        reader.read_exact(&mut text).expect("as long as it said");
        String::from_utf8_lossy(&text).into_owned()
    }
}

impl Drop for TempRedis {
    fn drop(&mut self) {
        self.kill();
    }
}
