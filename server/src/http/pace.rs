//! A connection that must keep a pace: who sends or takes next to nothing is let go.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

/// The pace that is wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    /// Between two requests.
    idle: Duration,
    /// Before the first byte.
    silent: Duration,
    /// The headers of a request, from their first byte to their last.
    headers: Duration,
    /// A request may take so long whatever its pace, its answer included.
    grace: Duration,
    /// Beyond that each second wants so many bytes.
    bytes_a_second: u64,
    /// A reader takes the next piece of an answer within this time.
    taking: Duration,
    /// After the last answer, what still comes is taken for so long.
    leaving: Duration,
}

/// What still comes after the last answer is taken up to so many bytes.
const LEAVING_MAX: u64 = 64 * 1024 * 1024;
/// Bytes that are thrown away at once.
const SCRAP: usize = 4 * 1024;

impl Pace {
    /// Of the public address; the slowest line that still uploads a picture keeps it.
    pub(crate) const USUAL: Self = Self {
        idle: Duration::from_secs(75),
        silent: Duration::from_secs(15),
        headers: Duration::from_secs(10),
        grace: Duration::from_secs(60),
        bytes_a_second: 1_024,
        taking: Duration::from_secs(60),
        leaving: Duration::from_secs(2),
    };
}

/// Whether a request is being answered: from the last of its headers until its answer is there.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answering(Arc<Open>);

#[derive(Debug, Default)]
struct Open {
    answering: AtomicBool,
    /// The last request had a body, of which nobody may have read all.
    with_body: AtomicBool,
}

impl Answering {
    /// Of a request that ends with its headers.
    pub(crate) fn begin(&self) {
        self.0.answering.store(true, Ordering::Relaxed);
        self.0.with_body.store(false, Ordering::Relaxed);
    }

    /// The request goes on after its headers.
    pub(crate) fn expect_body(&self) {
        self.0.with_body.store(true, Ordering::Relaxed);
    }

    pub(crate) fn end(&self) {
        self.0.answering.store(false, Ordering::Relaxed);
    }

    fn open(&self) -> bool {
        self.0.answering.load(Ordering::Relaxed)
    }

    fn had_body(&self) -> bool {
        self.0.with_body.load(Ordering::Relaxed)
    }
}

/// Wraps a socket; a read or write fails with `TimedOut` when the other side keeps no pace.
#[derive(Debug)]
pub(crate) struct Paced<Io> {
    io: Io,
    pace: Pace,
    answering: Answering,
    /// When the last answer was written, or the connection was made.
    rested: Instant,
    answered: bool,
    /// When the first byte since then came, and how many have come.
    began: Option<Instant>,
    received: u64,
    stuck: Option<Instant>,
    /// Was read already, and is read once more.
    back: Bytes,
    /// Our side is closed, and what still comes is thrown away until this time.
    leaving: Option<Instant>,
    /// Rings at or before the time by which something must have happened.
    alarm: Pin<Box<Sleep>>,
}

impl<Io> Paced<Io> {
    pub(crate) fn new(io: Io, pace: Pace, answering: Answering) -> Self {
        let now = Instant::now();
        let alarm = Box::pin(tokio::time::sleep_until(now + pace.silent));
        Self {
            io,
            pace,
            answering,
            rested: now,
            answered: false,
            began: None,
            received: 0,
            stuck: None,
            back: Bytes::new(),
            leaving: None,
            alarm,
        }
    }

    /// What was read of a request by somebody who does not answer it: the next who reads gets it.
    pub(crate) fn give_back(&mut self, read: Bytes) {
        self.back = read;
    }

    fn deadline(&self) -> Instant {
        let pace = &self.pace;
        if let Some(since) = self.stuck {
            return since + pace.taking;
        }
        match self.began {
            Some(began) if !self.answering.open() => began + pace.headers,
            Some(began) => {
                began + pace.grace + Duration::from_secs(self.received / pace.bytes_a_second.max(1))
            }
            None if self.answered => self.rested + pace.idle,
            None => self.rested + pace.silent,
        }
    }

    /// Fails when the deadline has passed. The alarm is set anew only when it rings: on a busy
    /// connection that is once in many requests.
    fn keep_pace(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        loop {
            let deadline = self.deadline();
            if deadline < self.alarm.deadline() {
                self.alarm.as_mut().reset(deadline);
            }
            ready!(self.alarm.as_mut().poll(cx));
            if Instant::now() >= deadline {
                return Poll::Ready(io::ErrorKind::TimedOut.into());
            }
            self.alarm.as_mut().reset(deadline);
        }
    }
}

impl<Io: AsyncRead + Unpin> AsyncRead for Paced<Io> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.back.is_empty() {
            let some = self.back.len().min(buf.remaining());
            buf.put_slice(&self.back.split_to(some));
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut self.io).poll_read(cx, buf) {
            let came = buf.filled().len().saturating_sub(before);
            self.received = self.received.saturating_add(came as u64);
            if self.began.is_none() {
                self.began = Some(Instant::now());
            }
            return Poll::Ready(read);
        }
        self.keep_pace(cx).map(Err)
    }
}

impl<Io: AsyncWrite + Unpin> Paced<Io> {
    fn written(
        &mut self,
        cx: &mut Context<'_>,
        wrote: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if wrote.is_ready() {
            self.stuck = None;
            // "100 Continue" is no answer: the body is still to come.
            if !self.answering.open() {
                (self.rested, self.answered) = (Instant::now(), true);
                (self.began, self.received) = (None, 0);
            }
            return wrote;
        }
        if self.stuck.is_none() {
            self.stuck = Some(Instant::now());
        }
        self.keep_pace(cx).map(Err)
    }
}

impl<Io: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Paced<Io> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.io).poll_write(cx, buf);
        self.written(cx, wrote)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.io).poll_write_vectored(cx, bufs);
        self.written(cx, wrote)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let until = match self.leaving {
            Some(until) => until,
            None => {
                ready!(Pin::new(&mut self.io).poll_shutdown(cx))?;
                let until = Instant::now() + self.pace.leaving;
                (self.leaving, self.received) = (Some(until), 0);
                self.alarm.as_mut().reset(until);
                until
            }
        };
        self.drain(cx, until).map(Ok)
    }
}

impl<Io: AsyncRead + Unpin> Paced<Io> {
    /// Throws away what the other side still sends. A system that has unread bytes of a connection
    /// breaks it off when it is closed, and the answer that was just written with it (RFC 9112
    /// section 9.6).
    fn drain(&mut self, cx: &mut Context<'_>, until: Instant) -> Poll<()> {
        let mut scrap = [0; SCRAP];
        let mut owed = self.answering.had_body();
        while self.received < LEAVING_MAX && Instant::now() < until {
            let mut buf = ReadBuf::new(&mut scrap);
            match Pin::new(&mut self.io).poll_read(cx, &mut buf) {
                Poll::Ready(Ok(())) if !buf.filled().is_empty() => {
                    self.received = self.received.saturating_add(buf.filled().len() as u64);
                    owed = true;
                }
                Poll::Ready(_) => break,
                // Who has sent all that it announced is not waited for.
                Poll::Pending if !owed && self.received == 0 => break,
                Poll::Pending => ready!(self.alarm.as_mut().poll(cx)),
            }
        }
        Poll::Ready(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind::TimedOut;
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
    use tokio::time::sleep;

    use super::{Answering, Pace, Paced};

    const HASTY: Pace = Pace {
        idle: Duration::from_millis(600),
        silent: Duration::from_millis(100),
        headers: Duration::from_millis(200),
        grace: Duration::from_millis(300),
        bytes_a_second: 1_000,
        taking: Duration::from_millis(100),
        leaving: Duration::from_millis(200),
    };

    #[tokio::test]
    async fn who_says_nothing_is_let_go() {
        let (near, _far) = duplex(64);
        let err = Paced::new(near, HASTY, Answering::default()).read_u8().await.unwrap_err();
        assert_eq!(err.kind(), TimedOut);
    }

    async fn send(mut far: DuplexStream, bytes: usize) -> std::io::Result<()> {
        for _ in 0..20 {
            far.write_all(&vec![b'x'; bytes]).await?;
            sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    }

    #[tokio::test]
    async fn drops_now_and_then_are_not_enough_and_a_slow_upload_is() {
        for (bytes, lives) in [(1, false), (500, true)] {
            let (near, far) = duplex(1 << 20);
            let sender = tokio::spawn(send(far, bytes));
            let answering = Answering::default();
            answering.begin();
            let mut paced = Paced::new(near, HASTY, answering);
            let mut all = Vec::new();
            let read = paced.read_to_end(&mut all).await;
            assert_eq!(read.is_ok(), lives, "{bytes} bytes, {} came", all.len());
            drop(paced);
            assert_eq!(sender.await.unwrap().is_ok(), lives);
        }
    }

    #[tokio::test]
    async fn a_body_that_was_asked_for_is_waited_for_at_its_own_pace() {
        let (near, far) = duplex(1 << 20);
        let answering = Answering::default();
        answering.begin();
        let mut paced = Paced::new(near, HASTY, answering);
        paced.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await.unwrap();
        let sender = tokio::spawn(send(far, 500));
        let mut all = Vec::new();
        paced.read_to_end(&mut all).await.unwrap();
        assert_eq!(all.len(), 20 * 500);
        sender.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn headers_without_end_are_not_waited_for() {
        let (near, far) = duplex(1 << 20);
        let sender = tokio::spawn(send(far, 500));
        let mut all = Vec::new();
        let read = Paced::new(near, HASTY, Answering::default()).read_to_end(&mut all).await;
        assert_eq!(read.unwrap_err().kind(), TimedOut);
        sender.await.unwrap().unwrap_err();
    }

    #[tokio::test]
    async fn a_connection_rests_between_requests_and_not_for_ever() {
        let (near, mut far) = duplex(64);
        let mut paced = Paced::new(near, HASTY, Answering::default());
        for _ in 0..3 {
            far.write_all(b"?").await.unwrap();
            assert_eq!(paced.read_u8().await.unwrap(), b'?');
            paced.write_all(b"!").await.unwrap();
            assert_eq!(far.read_u8().await.unwrap(), b'!');
            sleep(HASTY.silent * 3).await;
        }
        assert_eq!(paced.read_u8().await.unwrap_err().kind(), TimedOut);
    }

    #[tokio::test]
    async fn who_takes_nothing_is_let_go() {
        let (near, _far) = duplex(64);
        let err = Paced::new(near, HASTY, Answering::default())
            .write_all(&[b'x'; 4_096])
            .await
            .unwrap_err();
        assert_eq!(err.kind(), TimedOut);
    }

    /// Closes our side after an answer while the other one goes on sending.
    async fn left(answering: Answering, pieces: usize) -> Duration {
        let (near, mut far) = duplex(64);
        let mut paced = Paced::new(near, HASTY, answering);
        let sender = tokio::spawn(async move {
            for _ in 0..pieces {
                far.write_all(&[b'x'; 64]).await?;
                sleep(Duration::from_millis(10)).await;
            }
            std::io::Result::Ok(far)
        });
        let begun = tokio::time::Instant::now();
        paced.shutdown().await.unwrap();
        let took = begun.elapsed();
        drop(paced);
        drop(sender.await.unwrap());
        took
    }

    #[tokio::test]
    async fn what_still_comes_after_the_last_answer_is_taken_for_a_while() {
        assert!(left(Answering::default(), 0).await < HASTY.leaving, "nothing is owed");
        let answering = Answering::default();
        answering.begin();
        answering.expect_body();
        answering.end();
        let took = left(answering.clone(), 5).await;
        assert!(took >= HASTY.leaving && took < HASTY.leaving * 2, "{took:?}");
        let took = left(answering, 1_000).await;
        assert!(took < HASTY.leaving * 2, "not for ever: {took:?}");
    }
}
