-- The tables as version 1 of this program made them on SQLite.
CREATE TABLE schema_version (version INTEGER NOT NULL, PRIMARY KEY (version));
INSERT INTO schema_version VALUES (1);
CREATE TABLE cases (id VARCHAR(40) NOT NULL, owner VARCHAR(40) NOT NULL, liaison VARCHAR(40) NOT NULL,
  provider VARCHAR(40) NOT NULL, stage VARCHAR(20) NOT NULL, created VARCHAR(20) NOT NULL,
  updated VARCHAR(20) NOT NULL, version INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (id));
CREATE INDEX ix_cases_owner ON cases (owner);
CREATE INDEX ix_cases_liaison ON cases (liaison);
CREATE INDEX ix_cases_provider ON cases (provider);
CREATE INDEX ix_cases_stage ON cases (stage);
CREATE TABLE case_helpers (case_id VARCHAR(40) NOT NULL, account VARCHAR(40) NOT NULL, PRIMARY KEY (case_id, account));
CREATE INDEX ix_case_helpers_account ON case_helpers (account);
CREATE TABLE derived ("key" VARCHAR(200) NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY ("key"));
CREATE TABLE chat (seq INTEGER NOT NULL, case_id VARCHAR(40) NOT NULL, id VARCHAR(40) NOT NULL,
  "by" VARCHAR(40) NOT NULL, at VARCHAR(20) NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (seq));
CREATE INDEX ix_chat_case_id ON chat (case_id);
CREATE TABLE accounts (id VARCHAR(40) NOT NULL, name VARCHAR(200) NOT NULL, role VARCHAR(20) NOT NULL,
  shown VARCHAR(200) NOT NULL, language VARCHAR(5) NOT NULL, password VARCHAR(300) NOT NULL,
  disabled BOOLEAN NOT NULL, PRIMARY KEY (id), UNIQUE (name));
CREATE TABLE sessions (token_hash VARCHAR(64) NOT NULL, account VARCHAR(40) NOT NULL, started VARCHAR(20) NOT NULL,
  seen VARCHAR(20) NOT NULL, PRIMARY KEY (token_hash));
CREATE INDEX ix_sessions_account ON sessions (account);
CREATE TABLE audit (seq INTEGER NOT NULL, at VARCHAR(20) NOT NULL, actor VARCHAR(40) NOT NULL,
  role VARCHAR(20) NOT NULL, deed VARCHAR(40) NOT NULL, case_id VARCHAR(40) NOT NULL, target VARCHAR(120) NOT NULL,
  on_behalf BOOLEAN NOT NULL, outcome VARCHAR(20) NOT NULL, link VARCHAR(64) NOT NULL, PRIMARY KEY (seq));
CREATE INDEX audit_by_case ON audit (case_id, seq);
