SELECT topic, count FROM change
