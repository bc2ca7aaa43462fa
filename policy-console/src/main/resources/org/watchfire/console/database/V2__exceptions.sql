-- Alerts that an exception covers come in closed.
ALTER TABLE alerts DROP CONSTRAINT alerts_disposition_check;
ALTER TABLE alerts ADD CONSTRAINT alerts_disposition_check
  CHECK (disposition IN ('true_positive', 'benign', 'false_positive', 'duplicate', 'suppressed'));
