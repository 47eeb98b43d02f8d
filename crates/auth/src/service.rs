//! The service the API holds: first set-up, users, and the question "may they".

use crate::access::{Access, access_of};
use crate::email::normalise_email;
use crate::error::{AuthError, AuthResult};
use crate::passwords::{PasswordCost, Passwords};
use crate::permission::Permission;
use crate::principal::{Principal, Who};
use crate::random::Random;
use crate::rules::check_password;
use flow::id::{OrganisationId, UserId, WorkspaceId};
use flow::{Clock, Ids};
use std::sync::Arc;
use store::Store;
use store::identity::{Organisation, User, Workspace};

/// Who is it, and may they.
pub struct Auth {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn Ids>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) passwords: Passwords,
}

/// What the first owner tells at set-up.
#[derive(Clone)]
pub struct NewServer {
    /// Name of the organisation.
    pub organisation: String,
    /// Name of the first workspace.
    pub workspace: String,
    /// IANA time zone of the workspace.
    pub time_zone: String,
    /// Name of the owner.
    pub name: String,
    /// Address of the owner.
    pub email: String,
    /// Password of the owner.
    pub password: String,
}

impl Auth {
    /// The service over this store.
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        random: Arc<dyn Random>,
        cost: PasswordCost,
    ) -> AuthResult<Self> {
        let passwords = Passwords::new(cost, random.clone())?;
        Ok(Self { store, clock, ids, random, passwords })
    }

    /// Makes organisation, workspace and owner of a server that nobody has set up yet.
    pub async fn set_up(&self, server: NewServer) -> AuthResult<(Organisation, Workspace, User)> {
        let created_at = self.clock.now();
        let organisation = Organisation { id: OrganisationId::new(&*self.ids), name: server.organisation, created_at };
        let workspace = Workspace {
            id: WorkspaceId::new(&*self.ids),
            organisation: organisation.id,
            name: server.workspace,
            time_zone: server.time_zone,
            created_at,
        };
        let owner = self.new_user(organisation.id, &server.name, &server.email, &server.password).await?;
        self.store.set_up(organisation.clone(), workspace.clone(), owner.clone()).await?;
        Ok((organisation, workspace, owner))
    }

    /// A user with checked address and hashed password; not kept yet.
    pub async fn new_user(
        &self,
        organisation: OrganisationId,
        name: &str,
        email: &str,
        password: &str,
    ) -> AuthResult<User> {
        let email = normalise_email(email).ok_or(AuthError::BadEmail)?;
        check_password(password, &email)?;
        Ok(User {
            id: UserId::new(&*self.ids),
            organisation,
            name: name.trim().to_owned(),
            email,
            password_hash: self.passwords.hash(password).await?,
            created_at: self.clock.now(),
            disabled_at: None,
        })
    }

    /// Replaces the password of a signed-in person and ends their other sessions.
    pub async fn change_password(&self, principal: &Principal, current: &str, new: &str) -> AuthResult<()> {
        let user = self.store.user(principal.user()).await?;
        if principal.session().is_none() || !self.passwords.verify(current, Some(&user.password_hash)).await? {
            return Err(AuthError::WrongCredentials);
        }
        check_password(new, &user.email)?;
        let hash = self.passwords.hash(new).await?;
        self.store.change_password(user.id, &hash, principal.session()).await?;
        Ok(())
    }

    /// Whether they may do this in that workspace, by what the store says at this moment.
    pub async fn access(
        &self,
        principal: &Principal,
        workspace: WorkspaceId,
        permission: Permission,
    ) -> AuthResult<Access> {
        let role = match &principal.who {
            Who::User { id, .. } => self.store.role(workspace, *id).await?,
            Who::Token { .. } => None,
        };
        Ok(access_of(principal, workspace, role, permission))
    }
}
