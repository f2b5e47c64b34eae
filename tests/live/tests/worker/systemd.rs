//! Notifications of systemd.

use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use live_tests::Result;

use crate::fixture::Fixture;

/// The worker notifies systemd when it is ready, periodically for the watchdog, and when it stops.
pub(crate) fn systemd_is_notified(fixture: &Fixture) -> Result<()> {
    let path = fixture.path("notify");
    let socket = UnixDatagram::bind(&path)?;
    socket.set_read_timeout(Some(Duration::from_secs(30)))?;
    fixture.environment("NOTIFY_SOCKET", path.display().to_string());
    fixture.environment("WATCHDOG_USEC", "400000");
    let receive = || -> Result<String> {
        let mut message = [0; 256];
        let length = socket.recv(&mut message)?;
        Ok(String::from_utf8_lossy(&message[..length])
            .trim()
            .to_owned())
    };
    let worker = fixture.worker(&fixture.settings()?)?;
    assert_eq!(receive()?, "READY=1");
    for _ in 0..3 {
        assert_eq!(receive()?, "WATCHDOG=1");
    }
    worker.terminate()?;
    let mut last = receive()?;
    while last == "WATCHDOG=1" {
        last = receive()?;
    }
    assert_eq!(last, "STOPPING=1");
    Ok(())
}
