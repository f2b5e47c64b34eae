//! A complex OpenStack action: several services, with cleanup if one of them fails.

use std::time::Duration;

use mistral_actions::prelude::*;
use mistral_actions_openstack::OpenStack;

use crate::servers::{find, status};
use crate::wait::until;

/// The attached volume.
#[derive(Debug, Serialize, JsonSchema)]
struct Attached {
    /// Id of the server.
    server_id: String,
    /// Id of the new volume.
    volume_id: String,
    /// Device of the volume in the server.
    device: Option<String>,
}

/// Create a Cinder volume and attach it to a server.
///
/// If the volume is not attached in time, it is deleted again.
#[expect(
    clippy::too_many_arguments,
    reason = "an action takes what a workflow gives it"
)]
#[mistral_action(name = "demo.create_cinder_volume_and_attach_to_vm")]
async fn create_cinder_volume_and_attach_to_vm(
    os: &OpenStack,
    progress: &Progress,
    cancellation: &CancellationToken,
    /// Id or name of the server.
    server: String,
    /// Size of the volume in GiB.
    #[input(range(min = 1))]
    size: u32,
    /// Name of the volume.
    name: Option<String>,
    volume_type: Option<String>,
    /// Time limit in seconds.
    #[input(default = 300, range(min = 1))]
    timeout: u32,
) -> Result<Attached, ActionError> {
    let server = find(os, &server).await?;
    let server_id = server["id"].as_str().unwrap_or_default();
    progress.message("creating the volume");
    let wanted = json!({"volume": {"size": size, "name": name, "volume_type": volume_type}});
    let volume = os
        .block_storage()
        .post("/volumes")
        .json(wanted)
        .key("volume")
        .await?;
    let volume_id = volume["id"].as_str().unwrap_or_default();
    let limit = Duration::from_secs(timeout.into());
    let attached = tokio::select! {
        attached = tokio::time::timeout(limit, attach(os, progress, server_id, volume_id)) => {
            attached.unwrap_or_else(|_| Err(ActionError::new(format_args!("not attached within {timeout} s"))))
        }
        // An action with a `&CancellationToken` gets time to clean up when it is stopped.
        () = cancellation.cancelled() => Err("stopped before the volume was attached".into()),
    };
    match attached {
        Ok(device) => Ok(Attached {
            server_id: server_id.to_owned(),
            volume_id: volume_id.to_owned(),
            device,
        }),
        Err(error) => {
            progress.message("deleting the volume again");
            match os.block_storage().delete(["volumes", volume_id]).await {
                Ok(_) => Err(error),
                Err(left) => Err(ActionError::new(format_args!(
                    "{error}; volume {volume_id} could not be deleted: {left}"
                ))),
            }
        }
    }
}

async fn attach(
    os: &OpenStack,
    progress: &Progress,
    server_id: &str,
    volume_id: &str,
) -> Result<Option<String>, ActionError> {
    let volumes = os.block_storage();
    let status = || status(volumes.get(["volumes", volume_id]), "volume");
    until("the volume", "available", status).await?;
    progress.fraction(0.5, "attaching the volume");
    let attachment = json!({"volumeAttachment": {"volumeId": volume_id}});
    let attachments = ["servers", server_id, "os-volume_attachments"];
    let attachment = os
        .compute()
        .post(attachments)
        .json(attachment)
        .key("volumeAttachment")
        .await?;
    until("the volume", "in-use", status).await?;
    Ok(attachment["device"].as_str().map(str::to_owned))
}
