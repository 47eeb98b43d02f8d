//! Dovecot, a mail server in use everywhere, for one test: on a free port of
//! loopback, in a folder of its own, with a mailbox of `ada` (password `s3cret`).

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const HOW_TO_INSTALL: &str = "Dovecot is not installed, or this is not root; on Debian: apt-get install dovecot-imapd";

/// The server.
pub struct Dovecot {
    process: Child,
    folder: TempDir,
    pub port: u16,
    delivered: AtomicU32,
}

impl Dovecot {
    /// A server that offers STARTTLS with this certificate and key (PEM). None, and
    /// words about it, where it is not installed.
    pub fn start(certificate: &str, key: &str) -> Option<Self> {
        let program = ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot"].map(PathBuf::from);
        let program = program.into_iter().find(|program| program.is_file());
        let (Some(program), Some("0")) = (program, id("-u", None).as_deref()) else {
            eprintln!("left out: {HOW_TO_INSTALL}");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        write("certificate.pem", certificate);
        write("key.pem", key);
        let configuration = write("dovecot.conf", &configuration(folder.path(), port));
        let process = Command::new(program)
            .arg("-F")
            .arg("-c")
            .arg(configuration)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { process, folder, port, delivered: AtomicU32::new(0) };
        for part in ["mail", "mail/cur", "mail/new", "mail/tmp"] {
            std::fs::create_dir_all(server.folder.path().join(part)).unwrap();
            give_away(&server.folder.path().join(part));
        }
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begin.elapsed() < Duration::from_secs(30), "Dovecot does not start");
            std::thread::yield_now();
        }
        Some(server)
    }

    /// Puts a mail into the inbox, as a mail server that receives does.
    pub fn deliver(&self, text: &str) {
        let number = self.delivered.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}.M{number}P1.localhost", 1_767_225_600 + number);
        let (tmp, new) =
            (self.folder.path().join("mail/tmp").join(&name), self.folder.path().join("mail/new").join(&name));
        std::fs::write(&tmp, text).unwrap();
        give_away(&tmp);
        std::fs::rename(tmp, new).unwrap();
    }

    /// Lets the numbers of all mails lose their meaning, as a server that was restored does.
    pub fn renumber(&self) {
        for name in ["dovecot-uidlist", "dovecot-uidvalidity"] {
            let _ = std::fs::remove_file(self.folder.path().join("mail").join(name));
        }
        for entry in std::fs::read_dir(self.folder.path().join("mail")).unwrap().flatten() {
            if entry.file_name().to_string_lossy().starts_with("dovecot") {
                std::fs::remove_file(entry.path()).unwrap();
            }
        }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // The master ends its processes when it is asked to, not when it is killed.
        let asked = Command::new("kill").arg(self.process.id().to_string()).status();
        if asked.is_err() {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

fn configuration(folder: &Path, port: u16) -> String {
    let place = folder.display();
    let (user, group) = (id("-u", Some("nobody")).unwrap(), id("-g", Some("nobody")).unwrap());
    format!(
        "base_dir = {place}/run\nstate_dir = {place}/state\nlog_path = {place}/log\nprotocols = imap\nlisten = 127.0.0.1\n\
         mail_location = maildir:{place}/mail\ndisable_plaintext_auth = no\nssl = yes\nssl_cert = <{place}/certificate.pem\n\
         ssl_key = <{place}/key.pem\nssl_dh =\nfirst_valid_uid = 1\nmail_fsync = never\n\
         passdb {{\n  driver = static\n  args = password=s3cret\n}}\n\
         userdb {{\n  driver = static\n  args = uid={user} gid={group} home={place}/home\n}}\n\
         service imap-login {{\n  inet_listener imap {{\n    port = {port}\n  }}\n  inet_listener imaps {{\n    port = 0\n  }}\n  chroot =\n}}\n\
         service anvil {{\n  chroot =\n}}\n"
    )
}

fn give_away(path: &Path) {
    let number = |flag: &str| id(flag, Some("nobody")).and_then(|text| text.parse().ok());
    chown(path, number("-u"), number("-g")).unwrap();
}

fn id(flag: &str, user: Option<&str>) -> Option<String> {
    let output = Command::new("id").arg(flag).args(user).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
