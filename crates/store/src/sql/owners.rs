//! The processes that share a database.

use super::fields::Fields;
use super::hold::Standing;
use super::query::{all, execute, first, query};
use super::runs::open_run;
use super::transaction::Transaction;
use super::value::params;
use super::{Backend, Notification, Reach};
use crate::carrier::Tiding;
use crate::owners::{Beat, Changes, GoneRow, Hint, NewOwner, News, OwnedRuns, OwnerRow, Owners, Processes};
use crate::runs::{OpenRun, RunStatus};
use crate::{StoreError, StoreResult};
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{OwnerId, RunId, WorkspaceId};
use tokio::sync::{broadcast, watch};
use uuid::Uuid;

/// A process that is gone is shown for this long.
const GONE_KEPT_MS: i64 = 60 * 60 * 1000;
/// Whoever asked does not wait longer than this.
const MAIL_KEPT_MS: i64 = 10 * 60 * 1000;
/// So many processes that are gone are shown.
const GONE_SHOWN: u32 = 20;
const ID_BYTES: usize = 16;

#[async_trait]
impl<B: Backend> Owners for B {
    fn is_shared(&self) -> bool {
        B::SHARED
    }

    async fn join(&self, owner: NewOwner) -> StoreResult<()> {
        let id = owner.id;
        self.write_queue(Reach::Server, move |transaction| {
            let now = transaction.now()?;
            let NewOwner { id, host, process, role, version, lease_ms } = &owner;
            let expires_at = now.plus_ms(*lease_ms).0;
            let row = params![id.0.into_bytes(), host, process, role, version, now.0, expires_at, Vec::<u8>::new()];
            match execute(transaction, query!("owners/join"), row)? {
                0 => Err(StoreError::Conflict(format!("`{id}` has joined already"))),
                _ => Ok(()),
            }
        })
        .await?;
        self.hold().set(Standing::Owner(id));
        Ok(())
    }

    async fn beat(&self, beat: Beat) -> StoreResult<Option<News>> {
        let id = beat.id;
        let heard = self.write_queue(Reach::Server, move |transaction| self::beat(transaction, &beat)).await?;
        let Some((news, changes)) = heard else {
            self.hold().lose(id);
            return Ok(None);
        };
        self.hold().tell_changes(changes);
        Ok(Some(news))
    }

    async fn leave(&self, id: OwnerId) -> StoreResult<()> {
        // What is committed from now on would be refused; nobody has to find that out.
        self.hold().lose(id);
        self.write_queue(Reach::Server, move |transaction| {
            let now = transaction.now()?;
            let left = all(transaction, query!("owners/leave"), params![id.0.into_bytes()], ended)?;
            left.iter().try_for_each(|over| bury(transaction, over, now, false))
        })
        .await
    }

    async fn take_over(&self, id: OwnerId, limit: u32) -> StoreResult<Vec<OpenRun>> {
        self.write_queue(Reach::Server, move |transaction| take_over(transaction, id, limit)).await
    }

    async fn owned(&self, id: OwnerId, after: Option<RunId>, limit: u32) -> StoreResult<Vec<RunId>> {
        let after = after.map_or(Uuid::nil(), |run| run.0);
        self.read(Reach::Server, move |transaction| {
            let key = params![id.0.into_bytes(), after.into_bytes(), limit];
            all(transaction, query!("owners/owned"), key, |fields| fields.uuid().map(RunId))
        })
        .await
    }

    async fn hand_back(&self, id: OwnerId, runs: Vec<RunId>) -> StoreResult<()> {
        self.write_queue(Reach::Server, move |transaction| {
            for run in &runs {
                execute(transaction, query!("owners/hand_back"), params![run.0.into_bytes(), id.0.into_bytes()])?;
            }
            transaction.notify(&[("towpath", "orphans".to_owned())])
        })
        .await
    }

    async fn hand_out(&self, id: OwnerId, runs: Vec<RunId>) -> StoreResult<()> {
        self.write_queue(Reach::Server, move |transaction| {
            for run in &runs {
                execute(transaction, query!("owners/hand_out"), params![run.0.into_bytes(), id.0.into_bytes()])?;
            }
            transaction.notify(&[("towpath", "orphans".to_owned())])
        })
        .await
    }

    async fn processes(&self) -> StoreResult<Processes> {
        self.read_snapshot(Reach::Server, |transaction| {
            Ok(Processes {
                now: transaction.now()?,
                present: all(transaction, query!("owners/list"), params![], owner_row)?,
                gone: all(transaction, query!("owners/gone"), params![GONE_SHOWN], gone_row)?,
                runs: all(transaction, query!("owners/open_by_status"), params![], |fields| {
                    Ok(OwnedRuns {
                        owner: fields.optional_uuid()?.map(OwnerId),
                        status: fields.one_of("run status", RunStatus::from_number)?,
                        runs: fields.count()?,
                    })
                })?,
                inbox: first(transaction, query!("inbox/depth"), params![], |fields| fields.count())?
                    .unwrap_or_default(),
            })
        })
        .await
    }

    async fn recent_ends(&self, workspace: WorkspaceId, limit: u32) -> StoreResult<Vec<(RunStatus, i64)>> {
        self.read_stale(Reach::Workspace(workspace), move |transaction| {
            all(transaction, query!("owners/recent_ends"), params![workspace.0.into_bytes(), limit], |fields| {
                Ok((fields.one_of("run status", RunStatus::from_number)?, fields.integer()?))
            })
        })
        .await
    }

    fn changes(&self) -> watch::Receiver<Changes> {
        self.hold().changes()
    }

    fn hints(&self) -> broadcast::Receiver<Hint> {
        self.hold().hints()
    }

    fn is_hearing(&self) -> bool {
        self.hold().is_hearing()
    }

    async fn tell(&self, tidings: Vec<Tiding>) -> StoreResult<()> {
        self.notify(tidings.into_iter().map(notification).collect()).await
    }
}

/// A tiding as a channel and a text; `ear` reads it.
fn notification(tiding: Tiding) -> Notification {
    match tiding {
        Tiding::Beat => ("towpath", "watch".to_owned()),
        Tiding::Mail(None) => ("towpath", "mail *".to_owned()),
        Tiding::Mail(Some(owner)) => ("towpath", format!("mail {}", owner.0)),
        Tiding::Answer(asker) => ("towpath", format!("answer {}", asker.0)),
        Tiding::Live(live) => ("towpath_live", live.text),
    }
}

fn beat(transaction: &Transaction<'_>, beat: &Beat) -> StoreResult<Option<(News, Changes)>> {
    let (now, id) = (transaction.now()?, beat.id.0.into_bytes());
    let watched: Vec<u8> = beat.watched.iter().flat_map(|workspace| workspace.0.into_bytes()).collect();
    let row = params![id, now.0, now.plus_ms(beat.lease_ms).0, beat.load, watched];
    if execute(transaction, query!("owners/beat"), row)? == 0 {
        return Ok(None);
    }
    if beat.is_urgent {
        transaction.notify(&[("towpath", "watch".to_owned())])?;
    }
    expire(transaction, now)?;
    let waits = first(transaction, query!("inbox/waits"), params![id], |fields| Ok((fields.take()?, fields.take()?)))?;
    let (has_mail, has_answers) = waits.unwrap_or_default();
    let watched = all(transaction, query!("owners/watched"), params![id], |fields| fields.take::<Vec<u8>>())?;
    let news = News {
        has_orphans: first(transaction, query!("owners/orphans"), params![], |fields| fields.take())?
            .unwrap_or_default(),
        unwanted: all(transaction, query!("owners/unwanted"), params![id], |fields| fields.uuid().map(RunId))?,
        has_mail,
        has_answers,
        has_events: first(transaction, query!("owners/has_events"), params![id], |fields| fields.take())?
            .unwrap_or_default(),
        watched_elsewhere: workspaces(&watched.concat()),
        performers: first(transaction, query!("owners/performers"), params![], |fields| fields.count())?
            .unwrap_or_default(),
    };
    let changes =
        all(transaction, query!("owners/changes"), params![], |fields| Ok((fields.text()?, fields.integer()?)))?;
    Ok(Some((news, changes.into_iter().collect())))
}

/// Ends the leases that ran out, and forgets what is long over.
fn expire(transaction: &Transaction<'_>, now: Timestamp) -> StoreResult<()> {
    let over = all(transaction, query!("owners/expire"), params![now.0], ended)?;
    for over in over {
        bury(transaction, &over, now, true)?;
    }
    execute(transaction, query!("owners/forget"), params![now.plus_ms(-GONE_KEPT_MS).0])?;
    execute(transaction, query!("inbox/delete_old"), params![now.plus_ms(-MAIL_KEPT_MS).0])?;
    Ok(())
}

/// A life that is over.
struct Ended {
    id: OwnerId,
    host: String,
    process: u32,
    role: String,
}

fn ended(fields: &mut Fields<'_>) -> StoreResult<Ended> {
    Ok(Ended { id: OwnerId(fields.uuid()?), host: fields.text()?, process: fields.take()?, role: fields.text()? })
}

fn bury(transaction: &Transaction<'_>, over: &Ended, now: Timestamp, crashed: bool) -> StoreResult<()> {
    let Ended { id, host, process, role } = over;
    execute(transaction, query!("owners/bury"), params![id.0.into_bytes(), host, process, role, now.0, crashed])?;
    Ok(())
}

fn take_over(transaction: &Transaction<'_>, id: OwnerId, limit: u32) -> StoreResult<Vec<OpenRun>> {
    let is_there = first(transaction, query!("owners/is_there"), params![id.0.into_bytes()], |_| Ok(()))?;
    if is_there.is_none() {
        return Err(StoreError::Fenced);
    }
    let mut taken = all(transaction, query!("owners/take_unowned"), params![id.0.into_bytes(), limit], open_run)?;
    for over in all(transaction, query!("owners/left"), params![], |fields| fields.uuid())? {
        let room = limit.saturating_sub(u32::try_from(taken.len()).unwrap_or(u32::MAX));
        if room == 0 {
            break;
        }
        let key = params![id.0.into_bytes(), room, over.into_bytes()];
        taken.extend(all(transaction, query!("owners/take_left"), key, open_run)?);
        execute(transaction, query!("owners/empty"), params![over.into_bytes()])?;
    }
    Ok(taken)
}

fn owner_row(fields: &mut Fields<'_>) -> StoreResult<OwnerRow> {
    Ok(OwnerRow {
        id: OwnerId(fields.uuid()?),
        host: fields.text()?,
        process: fields.take()?,
        role: fields.text()?,
        version: fields.text()?,
        started_at: fields.time()?,
        seen_at: fields.time()?,
        expires_at: fields.time()?,
        load: fields.text()?,
    })
}

fn gone_row(fields: &mut Fields<'_>) -> StoreResult<GoneRow> {
    Ok(GoneRow {
        id: OwnerId(fields.uuid()?),
        host: fields.text()?,
        process: fields.take()?,
        role: fields.text()?,
        gone_at: fields.time()?,
        crashed: fields.take()?,
        emptied: fields.take()?,
    })
}

fn workspaces(bytes: &[u8]) -> Vec<WorkspaceId> {
    let ids = bytes.chunks_exact(ID_BYTES).filter_map(|chunk| Uuid::from_slice(chunk).ok());
    ids.map(WorkspaceId).collect()
}
