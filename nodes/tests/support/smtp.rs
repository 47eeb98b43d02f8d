//! A small mail server on a free loopback port. It speaks the SMTP a client
//! needs (EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, RSET, NOOP, QUIT) and keeps
//! what it got. Our own, because the tests want servers that refuse, put off
//! and hang up at a given point, which no server made for real mail does.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

/// How the server behaves. A recipient that begins with `nobody` is refused,
/// one that begins with `later` put off.
#[derive(Clone, Default)]
pub struct Behaviour {
    /// Encrypted from the first byte.
    pub implicit_tls: bool,
    /// Does not offer STARTTLS.
    pub without_starttls: bool,
    /// What it answers to the text instead of taking it; `hang up` hangs up.
    pub to_text: Option<&'static str>,
    /// Hangs up at this command.
    pub hangs_up_at: Option<&'static str>,
}

/// A mail the server took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    pub text: String,
    /// User and password, if the client signed in.
    pub signed_in: Option<String>,
    pub encrypted: bool,
}

/// What the server saw.
#[derive(Default)]
pub struct Seen {
    pub taken: Vec<Taken>,
    pub commands: Vec<String>,
    pub connections: usize,
}

/// The server.
pub struct Server {
    pub port: u16,
    /// The certificate to trust, for `localhost`.
    pub root: Vec<u8>,
    seen: Arc<Mutex<Seen>>,
}

impl Server {
    /// A server on a free port.
    pub async fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (acceptor, root) = certificate();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = seen.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.lock().unwrap().connections += 1;
                tokio::spawn(serve(stream, behaviour.clone(), acceptor.clone(), shared.clone()));
            }
        });
        Self { port, root, seen }
    }

    /// The mails it took.
    pub fn taken(&self) -> Vec<Taken> {
        self.seen.lock().unwrap().taken.clone()
    }

    /// How often it was connected to.
    pub fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    /// The first words of the commands it heard.
    pub fn commands(&self) -> Vec<String> {
        self.seen.lock().unwrap().commands.clone()
    }
}

fn certificate() -> (TlsAcceptor, Vec<u8>) {
    // Fails if another test was first, which is as good.
    let _ = tokio_rustls::rustls::crypto::aws_lc_rs::default_provider().install_default();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = made.signing_key.serialize_der().try_into().unwrap();
    let config = ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(vec![made.cert.der().clone()], key).unwrap();
    (TlsAcceptor::from(Arc::new(config)), made.cert.pem().into_bytes())
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A conversation with a client.
struct Talk {
    stream: BufReader<Box<dyn Stream>>,
    behaviour: Behaviour,
    seen: Arc<Mutex<Seen>>,
    mail: Taken,
    signed_in: Option<String>,
    encrypted: bool,
}

async fn serve(stream: TcpStream, behaviour: Behaviour, acceptor: TlsAcceptor, seen: Arc<Mutex<Seen>>) {
    let encrypted = behaviour.implicit_tls;
    let stream: Box<dyn Stream> = match encrypted {
        true => match acceptor.accept(stream).await {
            Ok(stream) => Box::new(stream),
            Err(_) => return,
        },
        false => Box::new(stream),
    };
    let mut talk =
        Talk { stream: BufReader::new(stream), behaviour, seen, mail: Taken::default(), signed_in: None, encrypted };
    let _ = talk.say("220 localhost ready").await;
    while let Some(line) = talk.hear().await {
        let word = line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        talk.seen.lock().unwrap().commands.push(word.clone());
        if talk.behaviour.hangs_up_at == Some(word.as_str()) {
            return;
        }
        if word == "STARTTLS" {
            let _ = talk.say("220 go on").await;
            let Talk { stream, behaviour, seen, .. } = talk;
            let Ok(stream) = acceptor.accept(stream.into_inner()).await else { return };
            let stream: Box<dyn Stream> = Box::new(stream);
            let (mail, signed_in) = (Taken::default(), None);
            talk = Talk { stream: BufReader::new(stream), behaviour, seen, mail, signed_in, encrypted: true };
        } else if !talk.answer(&word, &line).await {
            return;
        }
    }
}

impl Talk {
    async fn say(&mut self, text: &str) -> std::io::Result<()> {
        self.stream.write_all(format!("{text}\r\n").as_bytes()).await?;
        self.stream.flush().await
    }

    async fn hear(&mut self) -> Option<String> {
        let mut line = String::new();
        let count = self.stream.read_line(&mut line).await.ok()?;
        (count > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
    }

    /// Answers a command; false ends the conversation.
    async fn answer(&mut self, word: &str, line: &str) -> bool {
        let address = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        let answer = match word {
            "EHLO" if self.encrypted || self.behaviour.without_starttls => "250-localhost\r\n250 AUTH PLAIN LOGIN",
            "EHLO" => "250-localhost\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN",
            "AUTH" => self.sign_in(line),
            "MAIL" => {
                let (signed_in, encrypted) = (self.signed_in.clone(), self.encrypted);
                self.mail = Taken { from: address, signed_in, encrypted, ..Taken::default() };
                "250 ok"
            }
            "RCPT" if address.starts_with("nobody") => "550 5.1.1 no such user",
            "RCPT" if address.starts_with("later") => "451 4.7.1 greylisted",
            "RCPT" => {
                self.mail.to.push(address);
                "250 ok"
            }
            "DATA" => return self.take_text().await,
            "RSET" | "NOOP" => "250 ok",
            "QUIT" => {
                let _ = self.say("221 bye").await;
                return false;
            }
            _ => "502 not known",
        };
        self.say(answer).await.is_ok()
    }

    fn sign_in(&mut self, line: &str) -> &'static str {
        let word = line.split_whitespace().nth(2).unwrap_or_default();
        let text = String::from_utf8(BASE64_STANDARD.decode(word).unwrap_or_default()).unwrap_or_default();
        let text = text.trim_start_matches('\0').replace('\0', ":");
        let is_known = text == "ada:s3cret";
        self.signed_in = Some(text);
        if is_known { "235 welcome" } else { "535 5.7.8 bad credentials" }
    }

    async fn take_text(&mut self) -> bool {
        if self.say("354 go on").await.is_err() {
            return false;
        }
        while let Some(line) = self.hear().await {
            if line != "." {
                self.mail.text += line.strip_prefix('.').unwrap_or(&line);
                self.mail.text += "\r\n";
                continue;
            }
            match self.behaviour.to_text {
                Some("hang up") => return false,
                Some(answer) => return self.say(answer).await.is_ok(),
                None => {
                    self.seen.lock().unwrap().taken.push(std::mem::take(&mut self.mail));
                    return self.say("250 2.0.0 queued").await.is_ok();
                }
            }
        }
        false
    }
}
