import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useState } from 'react';
import { call, type Schema } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { InlineProblem } from '../../ui/States';
import { When } from '../../ui/When';
import { GrantTag } from './GrantTag';
import { ReviewDialog } from './ReviewDialog';

/** One grant: why, what, until when, what was read under it, and its review. */
export function GrantDetail({ grant }: { grant: Schema<'EmergencyGrant'> }) {
  const { t } = useTranslation();
  const { user, can } = useSession();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [reviewing, setReviewing] = useState(false);
  const end = useMutation({
    mutationFn: () => call('post', '/break-glass/{id}/end', { path: { id: grant.id } }),
    onSuccess: () => void message.success(t('breakGlass.endedNow')),
    onSettled: () => client.invalidateQueries({ queryKey: ['break-glass'] }),
  });
  const mine = grant.username === user.username;
  return (
    <section className="wf-card wf-approval" aria-label={t('breakGlass.detail')}>
      <header className="wf-approval-head">
        <div>
          <span className="wf-hint">{t('breakGlass.detail')}</span>
          <h2>{grant.username}</h2>
        </div>
        <GrantTag grant={grant} />
      </header>
      <InlineProblem error={end.error} />
      <dl className="wf-facts wf-facts-wide">
        <dt>{t('breakGlass.reason')}</dt>
        <dd className="wf-quote">{grant.reason}</dd>
        <dt>{t('breakGlass.person')}</dt>
        <dd>{grant.person}</dd>
        <dt>{t('breakGlass.case')}</dt>
        <dd>{grant.case}</dd>
        <dt>{t('breakGlass.assets')}</dt>
        <dd>
          {grant.assets.map((asset) => (
            <span key={asset} className="wf-chip">
              {asset}
            </span>
          ))}
        </dd>
        <dt>{t('breakGlass.started')}</dt>
        <dd>
          <When at={grant.startedAt} />
        </dd>
        <dt>{t('breakGlass.ends')}</dt>
        <dd>
          <When at={grant.endedAt ?? grant.endsAt} relative={grant.active} />
          {grant.endedBy && ` · ${grant.endedBy}`}
        </dd>
        {!grant.active && grant.review === 'open' && (
          <>
            <dt>{t('breakGlass.reviewDue')}</dt>
            <dd>
              <When at={grant.reviewDue} relative />
            </dd>
          </>
        )}
        {grant.reviewedAt && (
          <>
            <dt>{t('breakGlass.review')}</dt>
            <dd>
              {grant.reviewedBy} · <When at={grant.reviewedAt} />
              <p className="wf-quote">{grant.reviewText}</p>
            </dd>
          </>
        )}
        {can('audit:read:audit') && (
          <>
            <dt>{t('breakGlass.reads')}</dt>
            <dd>
              <Link to="/audit" search={{ stream: 'audit', q: `"${grant.id}"`, from: grant.startedAt }}>
                {t('breakGlass.seeReads')}
              </Link>
            </dd>
          </>
        )}
      </dl>
      <div className="wf-decision-buttons">
        {grant.active && (mine || can('emergency:oversee')) && (
          <Button danger loading={end.isPending} onClick={() => end.mutate()}>
            {t('breakGlass.end')}
          </Button>
        )}
        {!grant.active && grant.review === 'open' && can('emergency:review') && !mine && (
          <Button type="primary" onClick={() => setReviewing(true)}>
            {t('breakGlass.doReview')}
          </Button>
        )}
      </div>
      {reviewing && <ReviewDialog grant={grant} onClose={() => setReviewing(false)} />}
    </section>
  );
}
