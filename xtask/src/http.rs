//! A small HTTP/1.1 client that counts what is sent: exactly what measuring needs, without a dependency.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// The header that says how a body may be compressed. Unless it is given Brotli is asked for, which [`Answer::text`] reads.
pub const ACCEPTED: &str = "accept-encoding";

/// An answer, its body as it was sent (still compressed) but joined when it came in chunks.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    fn is_chunked(&self) -> bool {
        self.header("transfer-encoding")
            .is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"))
    }

    /// The cookies that are set, in the form in which they are sent back.
    pub fn cookies(&self) -> String {
        let set = self
            .headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
        let pairs: Vec<&str> = set.filter_map(|(_, value)| value.split(';').next()).collect();
        pairs.join("; ")
    }

    /// The body as text, decompressed.
    pub fn text(&self) -> Result<String> {
        let bytes = match self.header("content-encoding") {
            None => self.body.clone(),
            Some("br") => {
                let mut plain = Vec::new();
                brotli::BrotliDecompress(&mut self.body.as_slice(), &mut plain)
                    .context("broken brotli body")?;
                plain
            }
            Some(other) => bail!("the server answered in the encoding `{other}`, which was not asked for"),
        };
        String::from_utf8(bytes).context("the body is not text")
    }
}

/// Sends one request as a browser that takes brotli would, over a connection of its own.
pub fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<Answer> {
    let mut stream = TcpStream::connect(address).with_context(|| format!("cannot reach {address}"))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\naccept-encoding: br\r\n"
    );
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes())?;
    let mut bytes = Vec::new();
    stream
        .read_to_end(&mut bytes)
        .with_context(|| format!("no answer to {method} {path}"))?;
    parse(&bytes).with_context(|| format!("{method} {path}"))
}

/// A connection that is kept between requests, as a browser keeps its own.
#[derive(Debug)]
pub struct Kept {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
}

impl Kept {
    pub fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).with_context(|| format!("cannot reach {address}"))?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        stream.set_nodelay(true)?;
        Ok(Self {
            address,
            stream: BufReader::new(stream),
        })
    }

    /// Sends one request and reads the whole of its answer.
    pub fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Result<Answer> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n", self.address);
        if headers.iter().all(|(name, _)| *name != ACCEPTED) {
            head.push_str("accept-encoding: br\r\n");
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if method == "POST" {
            head.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        self.stream
            .get_mut()
            .write_all(format!("{head}\r\n{body}").as_bytes())?;
        self.answer().with_context(|| format!("{method} {path}"))
    }

    fn answer(&mut self) -> Result<Answer> {
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"\r\n\r\n") {
            if self.stream.read_until(b'\n', &mut bytes)? == 0 {
                bail!("the connection ended inside of the headers");
            }
        }
        let mut answer = parse_head(&bytes)?;
        if let Some(length) = answer.header("content-length") {
            let length = length.parse().context("the length is not a number")?;
            answer.body = vec![0; length];
            self.stream.read_exact(&mut answer.body)?;
        } else if answer.is_chunked() {
            answer.body = self.chunks()?;
        }
        Ok(answer)
    }

    fn chunks(&mut self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            let size = chunk_size(line.trim_end())?;
            let start = bytes.len();
            bytes.resize(start + size + 2, 0);
            self.stream.read_exact(&mut bytes[start..])?;
            bytes.truncate(start + size);
            if size == 0 {
                return Ok(bytes);
            }
        }
    }
}

/// Signs an account of the demonstration in as the form of the page does; returns the cookies to send.
pub fn sign_in(address: SocketAddr, email: &str) -> Result<String> {
    let form = format!("email={}&password=demonstration", email.replace('@', "%40"));
    let origin = format!("http://{address}");
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", origin.as_str()),
    ];
    let answer = request(address, "POST", "/login", &headers, &form)?;
    let cookies = answer.cookies();
    if answer.status >= 400 || cookies.is_empty() {
        bail!(
            "signing in was answered with {} and the cookies `{cookies}`",
            answer.status
        );
    }
    Ok(cookies)
}

fn parse(bytes: &[u8]) -> Result<Answer> {
    let end = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .context("the answer has no end of headers")?;
    let (head, body) = bytes.split_at(end + 4);
    let mut answer = parse_head(head)?;
    answer.body = if answer.is_chunked() {
        join_chunks(body)?
    } else {
        body.to_vec()
    };
    Ok(answer)
}

fn parse_head(head: &[u8]) -> Result<Answer> {
    let head = std::str::from_utf8(head).context("the headers are not text")?;
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .and_then(|status| status.parse().ok());
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    Ok(Answer {
        status: status.context("the answer has no status")?,
        headers,
        body: Vec::new(),
    })
}

fn chunk_size(line: &str) -> Result<usize> {
    let size = line.split(';').next().unwrap_or_default().trim();
    usize::from_str_radix(size, 16).context("a chunk's size is not a number")
}

fn join_chunks(mut rest: &[u8]) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest
            .windows(2)
            .position(|window| window == b"\r\n")
            .context("a chunk has no size")?;
        let size = chunk_size(std::str::from_utf8(&rest[..end])?)?;
        let start = end + 2;
        if size == 0 {
            return Ok(body);
        }
        body.extend_from_slice(rest.get(start..start + size).context("a chunk is cut")?);
        rest = rest.get(start + size + 2..).context("a chunk is cut")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_in_chunks_is_joined() {
        let answer = parse(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
        )
        .unwrap();
        assert_eq!((answer.status, answer.text().unwrap().as_str()), (200, "abcde"));
    }

    #[test]
    fn each_cookie_is_sent_back_without_its_attributes() {
        let answer =
            parse(b"HTTP/1.1 303 See Other\r\nSet-Cookie: a=1; Path=/\r\nset-cookie: b=2\r\n\r\n").unwrap();
        assert_eq!(answer.cookies(), "a=1; b=2");
    }

    #[test]
    fn a_kept_connection_reads_each_answer_and_no_more() {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 4096];
            for answer in [
                "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc",
                "HTTP/1.1 404 No\r\ntransfer-encoding: chunked\r\n\r\n2\r\nde\r\n0\r\n\r\n",
                "HTTP/1.1 204 No\r\n\r\n",
            ] {
                assert!(stream.read(&mut request).unwrap() > 0);
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        let mut kept = Kept::open(address).unwrap();
        let mut ask = || {
            let answer = kept.ask("GET", "/", &[], "").unwrap();
            (answer.status, answer.text().unwrap())
        };
        assert_eq!(ask(), (200, "abc".to_owned()));
        assert_eq!(ask(), (404, "de".to_owned()));
        assert_eq!(ask(), (204, String::new()));
        server.join().unwrap();
    }

    #[test]
    fn a_cut_answer_is_an_error() {
        assert!(parse(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nabc").is_err());
        assert!(parse(b"HTTP/1.1 200 OK\r\n").is_err());
    }
}
