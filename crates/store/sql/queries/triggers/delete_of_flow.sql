DELETE FROM flow_trigger WHERE flow = $1
