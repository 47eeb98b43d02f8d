UPDATE draft SET document = $2 WHERE flow = $1
