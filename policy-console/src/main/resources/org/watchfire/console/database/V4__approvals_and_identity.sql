-- The roles of identity.Role.
ALTER TABLE role_grants DROP CONSTRAINT role_grants_role_check;
ALTER TABLE role_grants ADD CONSTRAINT role_grants_role_check CHECK (role IN (
  'SYS_ADMIN', 'SEC_ADMIN', 'AUDIT_ADMIN', 'ANALYST', 'SHIFT_LEAD', 'DATA_OWNER', 'KEY_CUSTODIAN', 'AUDITOR', 'AGENT'));
