-- Part of test/pgtap/register_upgrade.sql and register_upgrade_dump.sql: whose the register is, and who reads it.
CREATE ROLE gt_upgrade_owner;
CREATE ROLE gt_upgrade_reader;
CREATE ROLE gt_upgrade_hand;
GRANT gt_upgrade_hand TO gt_upgrade_owner;
GRANT CREATE ON DATABASE :DBNAME TO gt_upgrade_owner;
CREATE SCHEMA reports AUTHORIZATION gt_upgrade_owner;
CREATE TEMP TABLE notes (path text, kind text, line text);
GRANT ALL ON notes TO gt_upgrade_owner;
