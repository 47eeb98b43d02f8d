DELETE FROM workspace_limit WHERE workspace = $1
