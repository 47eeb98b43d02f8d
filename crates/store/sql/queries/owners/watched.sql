SELECT watched FROM owner WHERE id <> $1 AND length(watched) > 0
