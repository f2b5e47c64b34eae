//! What systemd is told.

use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use live_tests::Result;

use crate::scene::Scene;

/// Ready once it consumes, alive for as long as it runs, stopping when it is told to.
pub(crate) fn readiness_and_watchdog(scene: &Scene) -> Result<()> {
    let path = scene.path("notify");
    let socket = UnixDatagram::bind(&path)?;
    socket.set_read_timeout(Some(Duration::from_secs(30)))?;
    scene.environment("NOTIFY_SOCKET", path.display().to_string());
    scene.environment("WATCHDOG_USEC", "400000");
    let heard = || -> Result<String> {
        let mut message = [0; 256];
        let length = socket.recv(&mut message)?;
        Ok(String::from_utf8_lossy(&message[..length])
            .trim()
            .to_owned())
    };
    let worker = scene.worker(&scene.settings()?)?;
    assert_eq!(heard()?, "READY=1");
    for _ in 0..3 {
        assert_eq!(heard()?, "WATCHDOG=1");
    }
    worker.terminate()?;
    let mut last = heard()?;
    while last == "WATCHDOG=1" {
        last = heard()?;
    }
    assert_eq!(last, "STOPPING=1");
    Ok(())
}
