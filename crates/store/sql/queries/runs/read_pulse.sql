SELECT beats FROM pulse WHERE id = 1
