//! What an API token may do.

use crate::permission::Permission;
use std::fmt;
use std::str::FromStr;

/// What an API token may do. A scope that writes an area also reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// `flows:read`
    FlowsRead,
    /// `flows:write`
    FlowsWrite,
    /// `runs:read`
    RunsRead,
    /// `runs:write`
    RunsWrite,
    /// `credentials:write`
    CredentialsWrite,
    /// `data:read`
    DataRead,
    /// `data:write`
    DataWrite,
    /// `queue:write`
    QueueWrite,
}

impl Scope {
    /// All scopes.
    pub const ALL: [Self; 8] = [
        Self::FlowsRead,
        Self::FlowsWrite,
        Self::RunsRead,
        Self::RunsWrite,
        Self::CredentialsWrite,
        Self::DataRead,
        Self::DataWrite,
        Self::QueueWrite,
    ];

    /// Its text on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FlowsRead => "flows:read",
            Self::FlowsWrite => "flows:write",
            Self::RunsRead => "runs:read",
            Self::RunsWrite => "runs:write",
            Self::CredentialsWrite => "credentials:write",
            Self::DataRead => "data:read",
            Self::DataWrite => "data:write",
            Self::QueueWrite => "queue:write",
        }
    }

    /// Whether a token with this scope may do it. No token manages members,
    /// tokens or the workspace, or reads the audit log: a leaked one cannot entrench itself.
    pub fn allows(self, permission: Permission) -> bool {
        use Permission as P;
        let permissions: &[P] = match self {
            Self::FlowsRead => &[P::ReadWorkspace, P::ReadFlows],
            Self::FlowsWrite => &[P::ReadWorkspace, P::ReadFlows, P::WriteFlows],
            Self::RunsRead => &[P::ReadWorkspace, P::ReadRuns],
            Self::RunsWrite => &[P::ReadWorkspace, P::ReadRuns, P::WriteRuns],
            Self::CredentialsWrite => &[P::ReadWorkspace, P::ReadCredentials, P::WriteCredentials],
            Self::DataRead => &[P::ReadWorkspace, P::ReadVariables, P::ReadTables],
            Self::DataWrite => &[P::ReadWorkspace, P::ReadVariables, P::WriteVariables, P::ReadTables, P::WriteTables],
            Self::QueueWrite => &[P::ReadWorkspace, P::UseQueue],
        };
        permissions.contains(&permission)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.as_str() == text)
            .ok_or_else(|| format!("`{}` is not a scope", text.chars().take(64).collect::<String>()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_round_trip() {
        for scope in Scope::ALL {
            assert_eq!(scope.as_str().parse(), Ok(scope));
        }
        assert!("flows:*".parse::<Scope>().is_err());
    }

    #[test]
    fn no_scope_reaches_the_administration() {
        use Permission as P;
        for permission in [
            P::WriteWorkspace,
            P::ReadMembers,
            P::WriteMembers,
            P::WriteOwners,
            P::WriteGlobals,
            P::DebugRuns,
            P::ReadTokens,
            P::WriteTokens,
            P::ReadAudit,
        ] {
            assert!(Scope::ALL.iter().all(|scope| !scope.allows(permission)), "{permission:?}");
        }
    }

    #[test]
    fn each_permission_of_the_work_itself_has_a_scope() {
        use Permission as P;
        for permission in [
            P::ReadFlows,
            P::WriteFlows,
            P::ReadRuns,
            P::WriteRuns,
            P::ReadCredentials,
            P::WriteCredentials,
            P::ReadVariables,
            P::WriteVariables,
            P::ReadTables,
            P::WriteTables,
            P::UseQueue,
        ] {
            assert!(Scope::ALL.iter().any(|scope| scope.allows(permission)), "{permission:?}");
        }
    }
}
