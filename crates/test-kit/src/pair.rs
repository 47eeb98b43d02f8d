//! Two private PostgreSQL servers, one of which follows the other, for fail-overs.

use crate::cluster::TempCluster;
use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

/// Below the ports that the system hands out: those of a server that is gone stay free for
/// the one that comes in its place.
const PORTS: std::ops::Range<u16> = 18_000..31_000;

/// A primary, and a stand-by that has everything the primary acknowledges.
pub struct TempPair {
    servers: [TempCluster; 2],
    primary: usize,
}

impl TempPair {
    /// Starts both.
    ///
    /// # Panics
    /// If PostgreSQL is not installed or does not start.
    pub fn start() -> Self {
        let primary = TempCluster::start_on(lasting_port(), "hot_standby_feedback = on", &[]);
        let standby = primary.follower(lasting_port());
        primary.wait_for_follower();
        Self { servers: [primary, standby], primary: 0 }
    }

    /// The address of a new, empty database that names both servers, whichever is the primary.
    ///
    /// # Panics
    /// If it cannot be made.
    pub fn database(&self) -> String {
        let url = self.servers[self.primary].database();
        let [one, other] = self.servers.each_ref().map(|server| format!("127.0.0.1:{}", server.port()));
        let here = format!("127.0.0.1:{}", self.servers[self.primary].port());
        url.replace(&here, &format!("{one},{other}")) + "?target_session_attrs=read-write"
    }

    /// The server that takes writes.
    pub fn primary(&self) -> &TempCluster {
        &self.servers[self.primary]
    }

    /// The one that follows.
    pub fn standby(&self) -> &TempCluster {
        &self.servers[1 - self.primary]
    }

    /// Kills the primary; the other one takes over.
    ///
    /// # Panics
    /// If it cannot.
    pub fn fail_over(&mut self) {
        self.primary().kill();
        self.standby().promote();
        self.primary = 1 - self.primary;
    }

    /// Puts a new stand-by in the place of the killed server.
    ///
    /// # Panics
    /// If it cannot be made.
    pub fn mend(&mut self) {
        let follower = self.primary().follower(self.standby().port());
        self.servers[1 - self.primary] = follower;
        self.primary().wait_for_follower();
    }
}

/// A port that nobody is given by chance.
fn lasting_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let width = PORTS.end - PORTS.start;
    // Processes that test at the same time begin at different places.
    let begin = u16::try_from(std::process::id().wrapping_mul(61) % u32::from(width)).unwrap_or_default();
    let ports =
        std::iter::repeat_with(|| PORTS.start + (begin.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed))) % width);
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    ports.take(usize::from(width)).find(is_free).expect("loopback has a free port")
}
