-- The three roles of an installation, for psql or the embedded server's first start. Run as a superuser, in any database:
--   psql -v owner_password=… -v app_password=… -v backup_password=… -f roles.sql
-- The database itself is called anchorline and exists already. One blank line after each statement: single-user mode needs it.

CREATE ROLE anchorline_owner LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'owner_password';

CREATE ROLE anchorline_app LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'app_password';

CREATE ROLE anchorline_backup LOGIN NOSUPERUSER BYPASSRLS PASSWORD :'backup_password';

GRANT pg_read_all_data TO anchorline_backup;

ALTER ROLE anchorline_backup SET default_transaction_read_only = on;

ALTER ROLE anchorline_app SET idle_in_transaction_session_timeout = '60s';

ALTER DATABASE anchorline OWNER TO anchorline_owner;

REVOKE ALL ON DATABASE anchorline FROM PUBLIC;

-- TEMPORARY: bulk loads pass through a temporary table, as COPY into a walled table is refused.

GRANT CONNECT, TEMPORARY ON DATABASE anchorline TO anchorline_app;

GRANT CONNECT ON DATABASE anchorline TO anchorline_backup;

