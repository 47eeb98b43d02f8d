INSERT INTO draft (flow, document) VALUES ($1, $2)
