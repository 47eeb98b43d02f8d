SELECT sealed_key FROM workspace WHERE id = $1
