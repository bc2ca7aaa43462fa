-- The queue is mostly asked by one of these and the state together; so counting needs no look at the rows.
DROP INDEX alerts_by_severity;
DROP INDEX alerts_by_kind;
DROP INDEX alerts_by_rule;
CREATE INDEX alerts_by_severity ON alerts (severity, last_seen DESC, id DESC) INCLUDE (status);
CREATE INDEX alerts_by_kind ON alerts (kind, last_seen DESC, id DESC) INCLUDE (status);
CREATE INDEX alerts_by_rule ON alerts (rule_id, last_seen DESC, id DESC) INCLUDE (status);
