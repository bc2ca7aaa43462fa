import { useSession } from '../../app/session';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import type { Json } from '../../lib/record';
import { Changes } from '../../ui/Changes';
import { Copyable } from '../../ui/Copyable';
import { JsonView } from '../../ui/JsonView';
import { ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { Agreements } from './Agreements';
import { type Approval, obstacle, useApproval } from './approvals';
import { DecisionForm } from './DecisionForm';
import { StateTag } from './StateTag';
import { SubjectLink } from './SubjectLink';

/** One request. `onDecided` keeps it in view although it leaves the list of those that wait. */
export function ApprovalDetail({ id, onDecided }: { id: string; onDecided: () => void }) {
  const { t } = useTranslation();
  const query = useApproval(id);
  if (query.isPending) {
    return (
      <section className="wf-card">
        <LoadingRows rows={5} />
      </section>
    );
  }
  if (query.isError) {
    return (
      <section className="wf-card">
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      </section>
    );
  }
  return (
    <section className="wf-card wf-approval" aria-label={t('approvals.detail')}>
      <Shown approval={query.data} onDecided={onDecided} />
    </section>
  );
}

function Shown({ approval, onDecided }: { approval: Approval; onDecided: () => void }) {
  const { t, i18n } = useTranslation();
  const { user } = useSession();
  const open = approval.state === 'requested' || approval.state === 'approved';
  const why = obstacle(approval, user.username, user.roles);
  const fieldName = (field: string) => {
    const [word, ...rest] = field.split(' ');
    return rest.length > 0
      ? `${t(`approvals.impactWord.${word}`, { defaultValue: word })} ${rest.join(' ')}`
      : t(`approvals.impact.${field}`, { defaultValue: field });
  };
  return (
    <>
      <header className="wf-approval-head">
        <div>
          <span className="wf-hint">{t(`approvals.kind.${approval.kind}`, { defaultValue: approval.kind })}</span>
          <h2>{pick(approval.summary, i18n.language)}</h2>
        </div>
        <StateTag state={approval.state} />
      </header>
      {open && !approval.current && (
        <div className="wf-notice wf-notice-warn" role="alert">
          <strong>{t('approvals.outdated')}</strong>
          <p>{t('approvals.outdatedHint')}</p>
        </div>
      )}
      {approval.outcome && (
        <div className="wf-notice wf-notice-warn">
          <strong>{t(`approvals.endedBecause.${approval.state}`, { defaultValue: t('approvals.endedBecause.void') })}</strong>
          <p>{approval.outcome}</p>
        </div>
      )}
      <dl className="wf-facts wf-facts-wide">
        <dt>{t('approvals.requester')}</dt>
        <dd>
          {approval.requester} · <When at={approval.requestedAt} />
        </dd>
        <dt>{t('approvals.target')}</dt>
        <dd>
          <SubjectLink approval={approval} />
        </dd>
        <dt>{t('approvals.reason')}</dt>
        <dd className="wf-quote">{approval.reason}</dd>
        {open ? (
          <>
            <dt>{t('approvals.expires')}</dt>
            <dd>
              <When at={approval.expiresAt} relative />
            </dd>
          </>
        ) : (
          approval.endedAt && (
            <>
              <dt>{t('approvals.ended')}</dt>
              <dd>
                <When at={approval.endedAt} />
              </dd>
            </>
          )
        )}
        {approval.executeAfter && (
          <>
            <dt>{t('approvals.executeAfter')}</dt>
            <dd>
              <When at={approval.executeAfter} relative />
            </dd>
          </>
        )}
        <dt>{t('approvals.hash')}</dt>
        <dd>
          <Copyable text={approval.hash} short={24} />
          <small className="wf-block">{t('approvals.hashHint')}</small>
        </dd>
      </dl>
      <h3>{t('approvals.impactTitle')}</h3>
      {approval.impact.length === 0 ? (
        <p className="wf-hint">{t('approvals.noImpact')}</p>
      ) : (
        <Changes changes={approval.impact} name={fieldName} />
      )}
      <Agreements approval={approval} />
      <details className="wf-details">
        <summary>{t('approvals.exactly')}</summary>
        <JsonView value={approval.parameters as Json} label={t('approvals.exactly')} />
      </details>
      {why === null || open ? <DecisionForm approval={approval} why={why} onDecided={onDecided} /> : null}
    </>
  );
}
