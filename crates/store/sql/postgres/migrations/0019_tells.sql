-- What is asked and answered is told by whoever does it, after the commit and many hints at
-- once: a notification within a transaction makes all commits wait for each other. Processes
-- of the version before do not say that they tell, and the database goes on telling for them.
CREATE OR REPLACE TRIGGER mail_comes AFTER INSERT OR UPDATE OF answer ON inbox
    FOR EACH ROW WHEN (current_setting('towpath.tells', true) IS DISTINCT FROM 'self')
    EXECUTE FUNCTION towpath_mail();
