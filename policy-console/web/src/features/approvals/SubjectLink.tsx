import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from '../../i18n/translation';
import type { Approval } from './approvals';

/** What it is about, with the way to where it can be looked at. */
export function SubjectLink({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const dryRun = approval.parameters.dryRun;
  let link: ReactNode = null;
  if (approval.kind === 'policy.publish') {
    link = (
      <>
        <Link to="/access/drafts/$id" params={{ id: approval.target }} search={{ view: 'diff' }}>
          {t('approvals.seeDifference')}
        </Link>
        {typeof dryRun === 'string' && (
          <>
            {' · '}
            <Link to="/access/dry-runs/$id" params={{ id: dryRun }}>
              {t('access.seeDryRun')}
            </Link>
          </>
        )}
      </>
    );
  } else if (approval.kind === 'level.lower') {
    link = (
      <Link to="/assets" search={{ id: approval.target }}>
        {t('approvals.seeAsset')}
      </Link>
    );
  } else if (approval.kind.startsWith('key.')) {
    link = (
      <Link to="/keys/$id" params={{ id: approval.target }}>
        {t('approvals.seeKey')}
      </Link>
    );
  } else if (approval.kind.startsWith('officer.')) {
    link = (
      <Link to="/users" search={{ q: approval.target }}>
        {t('approvals.seeAccount')}
      </Link>
    );
  }
  return (
    <>
      <code>{approval.target}</code> {link}
    </>
  );
}
