//! What can be done in a workspace, and the least role that may do it.

use store::identity::Role;

/// Something that can be done in a workspace. Each route names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See the workspace's name and time zone.
    ReadWorkspace,
    /// Change the workspace's name and time zone.
    WriteWorkspace,
    /// Change how many runs the workspace allows.
    WriteLimits,
    /// Change the region the workspace is at home in.
    WriteRegion,
    /// See who is a member.
    ReadMembers,
    /// Add, change and remove members other than owners.
    WriteMembers,
    /// Make somebody an owner, or change or remove one.
    WriteOwners,
    /// See API tokens, without their secrets.
    ReadTokens,
    /// Make and end API tokens.
    WriteTokens,
    /// Read the audit log.
    ReadAudit,
    /// See flows, their versions and the catalog.
    ReadFlows,
    /// Build, publish, pause and remove flows.
    WriteFlows,
    /// See runs and what went through them.
    ReadRuns,
    /// Start, cancel, retry and settle runs, and try nodes.
    WriteRuns,
    /// Debug runs of published flows: stop them, look into them, change what they carry.
    DebugRuns,
    /// See which credentials there are, without their secrets.
    ReadCredentials,
    /// Make, change, test and remove credentials.
    WriteCredentials,
    /// See variables, and what scripts keep between runs.
    ReadVariables,
    /// Make, change and remove variables of flows and of the workspace.
    WriteVariables,
    /// Make, change and remove variables that all workspaces of the organisation see.
    WriteGlobals,
    /// See data tables and their rows.
    ReadTables,
    /// Make, change and remove data tables and their rows.
    WriteTables,
    /// Use the queue service.
    UseQueue,
}

impl Permission {
    /// All of them, for tables and tests.
    pub const ALL: [Self; 23] = [
        Self::ReadWorkspace,
        Self::WriteWorkspace,
        Self::WriteLimits,
        Self::WriteRegion,
        Self::ReadMembers,
        Self::WriteMembers,
        Self::WriteOwners,
        Self::ReadTokens,
        Self::WriteTokens,
        Self::ReadAudit,
        Self::ReadFlows,
        Self::WriteFlows,
        Self::ReadRuns,
        Self::WriteRuns,
        Self::DebugRuns,
        Self::ReadCredentials,
        Self::WriteCredentials,
        Self::ReadVariables,
        Self::WriteVariables,
        Self::WriteGlobals,
        Self::ReadTables,
        Self::WriteTables,
        Self::UseQueue,
    ];

    /// The least role that may do it.
    pub fn least_role(self) -> Role {
        match self {
            Self::ReadWorkspace
            | Self::ReadMembers
            | Self::ReadFlows
            | Self::ReadRuns
            | Self::ReadVariables
            | Self::ReadTables => Role::Viewer,
            Self::WriteFlows
            | Self::WriteRuns
            | Self::ReadCredentials
            | Self::WriteVariables
            | Self::WriteTables
            | Self::UseQueue => Role::Editor,
            Self::WriteWorkspace
            | Self::WriteMembers
            | Self::DebugRuns
            | Self::ReadTokens
            | Self::WriteTokens
            | Self::ReadAudit
            | Self::WriteCredentials => Role::Admin,
            Self::WriteOwners | Self::WriteLimits | Self::WriteRegion | Self::WriteGlobals => Role::Owner,
        }
    }
}

/// Whether this role may do it.
pub fn allows(role: Role, permission: Permission) -> bool {
    role >= permission.least_role()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table, written out a second time on purpose: a change of a right must be made twice.
    #[test]
    fn the_table() {
        let table: Vec<String> = Permission::ALL
            .iter()
            .map(|permission| {
                let marks = [Role::Viewer, Role::Editor, Role::Admin, Role::Owner]
                    .map(|role| if allows(role, *permission) { 'x' } else { '-' });
                format!("{} {permission:?}", String::from_iter(marks))
            })
            .collect();
        let expected = "\
xxxx ReadWorkspace
--xx WriteWorkspace
---x WriteLimits
---x WriteRegion
xxxx ReadMembers
--xx WriteMembers
---x WriteOwners
--xx ReadTokens
--xx WriteTokens
--xx ReadAudit
xxxx ReadFlows
-xxx WriteFlows
xxxx ReadRuns
-xxx WriteRuns
--xx DebugRuns
-xxx ReadCredentials
--xx WriteCredentials
xxxx ReadVariables
-xxx WriteVariables
---x WriteGlobals
xxxx ReadTables
-xxx WriteTables
-xxx UseQueue";
        assert_eq!(table.join("\n"), expected);
    }
}
