//! Organisations, workspaces, users, members, sessions and tokens.

use super::fields::{Fields, texts_as_json};
use super::query::{all, execute, first, query};
use super::transaction::Transaction;
use super::value::params;
use super::{Backend, Reach};
use crate::flows::FlowState;
use crate::identity::{Identity, Member, Organisation, Role, Session, Token, User, Workspace};
use crate::page::{self, Cursor};
use crate::{Page, PageRequest, StoreError, StoreResult};
use async_trait::async_trait;
use flow::Timestamp;
use flow::id::{OrganisationId, SessionId, TokenId, UserId, WorkspaceId};

#[async_trait]
impl<B: Backend> Identity for B {
    async fn is_empty(&self) -> StoreResult<bool> {
        self.read(Reach::Server, is_empty).await
    }

    async fn set_up(&self, organisation: Organisation, workspace: Workspace, owner: User) -> StoreResult<()> {
        self.write(Reach::Server, move |transaction| {
            if !is_empty(transaction)? {
                return Err(StoreError::Conflict("this server is set up already".to_owned()));
            }
            let columns = params![organisation.id.0.into_bytes(), organisation.name, organisation.created_at.0];
            execute(transaction, query!("identity/insert_organisation"), columns)?;
            insert_person(transaction, &owner)?;
            insert_workspace(transaction, &workspace, owner.id)
        })
        .await
    }

    async fn organisation(&self, id: OrganisationId) -> StoreResult<Organisation> {
        self.read(Reach::Server, move |transaction| {
            first(transaction, query!("identity/organisation"), params![id.0.into_bytes()], |fields| {
                Ok(Organisation {
                    id: OrganisationId(fields.uuid()?),
                    name: fields.text()?,
                    created_at: fields.time()?,
                })
            })?
            .ok_or(StoreError::NotFound("organisation"))
        })
        .await
    }

    async fn create_workspace(&self, workspace: Workspace, owner: UserId) -> StoreResult<()> {
        self.write(Reach::Server, move |transaction| insert_workspace(transaction, &workspace, owner)).await
    }

    async fn update_workspace(&self, id: WorkspaceId, name: &str, time_zone: &str) -> StoreResult<()> {
        let (name, time_zone) = (name.to_owned(), time_zone.to_owned());
        self.write(Reach::Workspace(id), move |transaction| {
            let columns = params![id.0.into_bytes(), name, time_zone];
            found("workspace", execute(transaction, query!("identity/update_workspace"), columns)?)
        })
        .await
    }

    async fn workspace(&self, id: WorkspaceId) -> StoreResult<Workspace> {
        self.read(Reach::Workspace(id), move |transaction| {
            first(transaction, query!("identity/workspace"), params![id.0.into_bytes()], workspace_row)?
                .ok_or(StoreError::NotFound("workspace"))
        })
        .await
    }

    async fn region(&self, id: WorkspaceId) -> StoreResult<String> {
        self.read(Reach::Workspace(id), move |transaction| {
            first(transaction, query!("identity/region"), params![id.0.into_bytes()], |fields| fields.text())?
                .ok_or(StoreError::NotFound("workspace"))
        })
        .await
    }

    async fn set_region(&self, id: WorkspaceId, region: &str, is_here: bool) -> StoreResult<()> {
        let region = region.to_owned();
        self.write(Reach::Workspace(id), move |transaction| {
            let key = params![id.0.into_bytes()];
            first(transaction, query!("identity/workspace"), key, |_| Ok(()))?
                .ok_or(StoreError::NotFound("workspace"))?;
            let columns = params![id.0.into_bytes(), region, is_here, FlowState::Live.number()];
            match execute(transaction, query!("identity/set_region"), columns)? {
                0 => Err(StoreError::Conflict("the workspace is at work here".to_owned())),
                _ => Ok(()),
            }
        })
        .await
    }

    async fn workspaces_of(&self, user: UserId) -> StoreResult<Vec<(Workspace, Role)>> {
        self.read(Reach::Server, move |transaction| {
            all(transaction, query!("identity/workspaces_of"), params![user.0.into_bytes()], |fields| {
                Ok((workspace_row(fields)?, role(fields)?))
            })
        })
        .await
    }

    async fn role(&self, workspace: WorkspaceId, user: UserId) -> StoreResult<Option<Role>> {
        self.read(Reach::Workspace(workspace), move |transaction| role_of(transaction, workspace, user)).await
    }

    async fn user(&self, id: UserId) -> StoreResult<User> {
        self.read(Reach::Server, move |transaction| {
            first(transaction, query!("identity/person"), params![id.0.into_bytes()], user_row)?
                .ok_or(StoreError::NotFound("user"))
        })
        .await
    }

    async fn user_by_email(&self, email: &str) -> StoreResult<Option<User>> {
        let email = email.to_lowercase();
        self.read(Reach::Server, move |transaction| {
            first(transaction, query!("identity/person_by_email"), params![email], user_row)
        })
        .await
    }

    async fn create_user(&self, user: User) -> StoreResult<()> {
        self.write(Reach::Server, move |transaction| insert_person(transaction, &user)).await
    }

    async fn change_password(&self, user: UserId, password_hash: &str, keep: Option<SessionId>) -> StoreResult<()> {
        let password_hash = password_hash.to_owned();
        self.write(Reach::Server, move |transaction| {
            let columns = params![user.0.into_bytes(), password_hash];
            found("user", execute(transaction, query!("identity/update_password"), columns)?)?;
            let columns = params![user.0.into_bytes(), keep.map(|session| session.0.into_bytes())];
            execute(transaction, query!("identity/delete_other_sessions"), columns)?;
            Ok(())
        })
        .await
    }

    async fn members(&self, workspace: WorkspaceId) -> StoreResult<Vec<Member>> {
        self.read(Reach::Workspace(workspace), move |transaction| {
            all(transaction, query!("identity/members"), params![workspace.0.into_bytes()], |fields| {
                Ok(Member { user: user_row(fields)?, role: role(fields)? })
            })
        })
        .await
    }

    async fn put_member(&self, workspace: WorkspaceId, user: UserId, role: Role) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            if role != Role::Owner {
                keep_an_owner(transaction, workspace, user)?;
            }
            put_member(transaction, workspace, user, role)
        })
        .await
    }

    async fn remove_member(&self, workspace: WorkspaceId, user: UserId) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            keep_an_owner(transaction, workspace, user)?;
            let key = params![workspace.0.into_bytes(), user.0.into_bytes()];
            found("member", execute(transaction, query!("identity/delete_member"), key)?)?;
            super::drafts::delete_of_member(transaction, workspace, user)
        })
        .await
    }

    async fn create_session(&self, session: Session) -> StoreResult<()> {
        self.write(Reach::Server, move |transaction| {
            // Signing in is when a person's ended sessions are swept.
            let ended = params![session.user.0.into_bytes(), session.created_at.0];
            execute(transaction, query!("identity/delete_ended_sessions"), ended)?;
            let columns = params![
                session.id.0.into_bytes(),
                session.user.0.into_bytes(),
                session.token_hash,
                session.created_at.0,
                session.last_seen_at.0,
                session.expires_at.0,
                session.user_agent
            ];
            execute(transaction, query!("identity/insert_session"), columns)?;
            Ok(())
        })
        .await
    }

    async fn session_by_hash(&self, token_hash: [u8; 32], now: Timestamp) -> StoreResult<Option<(Session, User)>> {
        self.read(Reach::Server, move |transaction| {
            let key = params![token_hash, now.0];
            first(transaction, query!("identity/session_by_hash"), key, |fields| {
                Ok((session_row(fields)?, user_row(fields)?))
            })
        })
        .await
    }

    async fn touch_session(&self, id: SessionId, now: Timestamp) -> StoreResult<()> {
        self.write(Reach::Server, move |transaction| {
            execute(transaction, query!("identity/touch_session"), params![id.0.into_bytes(), now.0]).map(drop)
        })
        .await
    }

    async fn sessions_of(&self, user: UserId, now: Timestamp) -> StoreResult<Vec<Session>> {
        self.read(Reach::Server, move |transaction| {
            all(transaction, query!("identity/sessions_of"), params![user.0.into_bytes(), now.0], session_row)
        })
        .await
    }

    async fn delete_session(&self, user: UserId, id: SessionId) -> StoreResult<()> {
        self.write(Reach::Server, move |transaction| {
            let key = params![user.0.into_bytes(), id.0.into_bytes()];
            found("session", execute(transaction, query!("identity/delete_session"), key)?)
        })
        .await
    }

    async fn create_token(&self, token: Token) -> StoreResult<()> {
        self.write(Reach::Workspace(token.workspace), move |transaction| {
            let columns = params![
                token.id.0.into_bytes(),
                token.workspace.0.into_bytes(),
                token.name,
                token.token_hash,
                texts_as_json(&token.scopes),
                token.created_by.0.into_bytes(),
                token.created_at.0,
                token.last_used_at.map(|time| time.0),
                token.expires_at.map(|time| time.0)
            ];
            execute(transaction, query!("identity/insert_token"), columns)?;
            Ok(())
        })
        .await
    }

    async fn token_by_hash(&self, token_hash: [u8; 32], now: Timestamp) -> StoreResult<Option<Token>> {
        self.read(Reach::Server, move |transaction| {
            first(transaction, query!("identity/token_by_hash"), params![token_hash, now.0], token_row)
        })
        .await
    }

    async fn touch_token(&self, id: TokenId, now: Timestamp) -> StoreResult<()> {
        self.write(Reach::Server, move |transaction| {
            execute(transaction, query!("identity/touch_token"), params![id.0.into_bytes(), now.0]).map(drop)
        })
        .await
    }

    async fn tokens(&self, workspace: WorkspaceId, page: PageRequest) -> StoreResult<Page<Token>> {
        let (before, limit) = (page.before(), page.rows());
        let rows = self
            .read(Reach::Workspace(workspace), move |transaction| {
                let key = params![workspace.0.into_bytes(), before.id.into_bytes(), limit.fetched()];
                all(transaction, query!("identity/tokens"), key, token_row)
            })
            .await?;
        Ok(page::cut(rows, limit, |row| Cursor::of_id(row.id.0)))
    }

    async fn delete_token(&self, workspace: WorkspaceId, id: TokenId) -> StoreResult<()> {
        self.write(Reach::Workspace(workspace), move |transaction| {
            let key = params![workspace.0.into_bytes(), id.0.into_bytes()];
            found("token", execute(transaction, query!("identity/delete_token"), key)?)
        })
        .await
    }
}

fn is_empty(transaction: &Transaction<'_>) -> StoreResult<bool> {
    Ok(first(transaction, query!("identity/is_empty"), params![], |fields| fields.take())?.unwrap_or(true))
}

fn insert_workspace(transaction: &Transaction<'_>, workspace: &Workspace, owner: UserId) -> StoreResult<()> {
    let columns = params![
        workspace.id.0.into_bytes(),
        workspace.organisation.0.into_bytes(),
        workspace.name,
        workspace.time_zone,
        workspace.created_at.0
    ];
    execute(transaction, query!("identity/insert_workspace"), columns)?;
    put_member(transaction, workspace.id, owner, Role::Owner)
}

fn insert_person(transaction: &Transaction<'_>, user: &User) -> StoreResult<()> {
    let columns = params![
        user.id.0.into_bytes(),
        user.organisation.0.into_bytes(),
        user.name,
        user.email.to_lowercase(),
        user.password_hash,
        user.created_at.0,
        user.disabled_at.map(|time| time.0)
    ];
    match execute(transaction, query!("identity/insert_person"), columns)? {
        0 => Err(StoreError::Conflict("the email address is taken".to_owned())),
        _ => Ok(()),
    }
}

fn put_member(transaction: &Transaction<'_>, workspace: WorkspaceId, user: UserId, role: Role) -> StoreResult<()> {
    let columns = params![workspace.0.into_bytes(), user.0.into_bytes(), role_number(role)];
    execute(transaction, query!("identity/put_member"), columns)?;
    Ok(())
}

fn role_of(transaction: &Transaction<'_>, workspace: WorkspaceId, user: UserId) -> StoreResult<Option<Role>> {
    first(transaction, query!("identity/role"), params![workspace.0.into_bytes(), user.0.into_bytes()], role)
}

/// Refuses if taking the owner's role from this user would leave no owner.
fn keep_an_owner(transaction: &Transaction<'_>, workspace: WorkspaceId, user: UserId) -> StoreResult<()> {
    if role_of(transaction, workspace, user)? != Some(Role::Owner) {
        return Ok(());
    }
    let key = params![workspace.0.into_bytes(), role_number(Role::Owner)];
    match first(transaction, query!("identity/count_owners"), key, |fields| fields.integer())? {
        Some(0 | 1) | None => Err(StoreError::Conflict("a workspace needs at least one owner".to_owned())),
        Some(_) => Ok(()),
    }
}

fn found(what: &'static str, rows: usize) -> StoreResult<()> {
    if rows == 0 { Err(StoreError::NotFound(what)) } else { Ok(()) }
}

fn role_number(role: Role) -> u8 {
    match role {
        Role::Viewer => 0,
        Role::Editor => 1,
        Role::Admin => 2,
        Role::Owner => 3,
    }
}

fn role(fields: &mut Fields<'_>) -> StoreResult<Role> {
    fields.one_of("role", |number| match number {
        0 => Some(Role::Viewer),
        1 => Some(Role::Editor),
        2 => Some(Role::Admin),
        3 => Some(Role::Owner),
        _ => None,
    })
}

fn workspace_row(fields: &mut Fields<'_>) -> StoreResult<Workspace> {
    Ok(Workspace {
        id: WorkspaceId(fields.uuid()?),
        organisation: OrganisationId(fields.uuid()?),
        name: fields.text()?,
        time_zone: fields.text()?,
        created_at: fields.time()?,
    })
}

fn user_row(fields: &mut Fields<'_>) -> StoreResult<User> {
    Ok(User {
        id: UserId(fields.uuid()?),
        organisation: OrganisationId(fields.uuid()?),
        name: fields.text()?,
        email: fields.text()?,
        password_hash: fields.text()?,
        created_at: fields.time()?,
        disabled_at: fields.optional_time()?,
    })
}

fn session_row(fields: &mut Fields<'_>) -> StoreResult<Session> {
    Ok(Session {
        id: SessionId(fields.uuid()?),
        user: UserId(fields.uuid()?),
        token_hash: fields.take()?,
        created_at: fields.time()?,
        last_seen_at: fields.time()?,
        expires_at: fields.time()?,
        user_agent: fields.text()?,
    })
}

fn token_row(fields: &mut Fields<'_>) -> StoreResult<Token> {
    Ok(Token {
        id: TokenId(fields.uuid()?),
        workspace: WorkspaceId(fields.uuid()?),
        name: fields.text()?,
        token_hash: fields.take()?,
        scopes: fields.texts()?,
        created_by: UserId(fields.uuid()?),
        created_at: fields.time()?,
        last_used_at: fields.optional_time()?,
        expires_at: fields.optional_time()?,
    })
}
