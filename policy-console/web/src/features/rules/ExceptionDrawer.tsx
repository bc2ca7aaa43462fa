import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Drawer, Input } from 'antd';
import { useId, useState } from 'react';
import { call } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { InlineProblem } from '../../ui/States';
import { When } from '../../ui/When';
import type { ExceptionLine } from './ExceptionsPage';

const minReason = 4;

/** One exception with its filter; ending it shows more and takes nobody else. */
export function ExceptionDrawer({ exception: e, onClose }: { exception: ExceptionLine; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const id = useId();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const end = useMutation({
    mutationFn: () => call('post', '/exceptions/{id}/revoke', { path: { id: e.id }, body: { reason: reason.trim() } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['exceptions'] });
      onClose();
    },
  });
  const n = new Intl.NumberFormat(i18n.language);
  return (
    <Drawer open size={560} title={e.title} onClose={onClose}>
      <dl className="wf-facts">
        <dt>{t('exceptions.state')}</dt>
        <dd>{t(`exceptions.is.${e.state}`)}</dd>
        <dt>{t('exceptions.owner')}</dt>
        <dd>{e.owner}</dd>
        <dt>{t('exceptions.reason')}</dt>
        <dd>{e.reason}</dd>
        <dt>{t('exceptions.expires')}</dt>
        <dd>
          <When at={e.expires} />
        </dd>
        <dt>{t('exceptions.approval')}</dt>
        <dd>{e.approval || t('common.none')}</dd>
        <dt>{t('exceptions.hits')}</dt>
        <dd>
          {e.hitsExact ? '' : '≥ '}
          {n.format(e.hits)}{' '}
          {can('alert:read') && e.hits > 0 && (
            <Link to="/alerts" search={{ exception: e.id, status: 'all' } as Record<string, string>}>
              {t('exceptions.seeHits')}
            </Link>
          )}
        </dd>
        <dt>{t('exceptions.rules')}</dt>
        <dd>
          {e.rules.map((rule) => (
            <div key={rule}>
              {can('rule:read') ? (
                <Link to="/rules/$id" params={{ id: rule }}>
                  <code>{rule}</code>
                </Link>
              ) : (
                <code>{rule}</code>
              )}
            </div>
          ))}
        </dd>
        <dt>{t('exceptions.changed')}</dt>
        <dd>
          <When at={e.changedAt} /> · {e.changedBy}
        </dd>
      </dl>
      <h3 className="wf-sub">{t('exceptions.filter')}</h3>
      <pre className="wf-pre" tabIndex={0}>
        {e.yaml}
      </pre>
      {e.state === 'active' && can('exception:revoke') && (
        <form
          className="wf-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (reason.trim().length >= minReason) end.mutate();
          }}
        >
          <label className="wf-label" htmlFor={id}>
            {t('exceptions.endReason')}
          </label>
          <Input.TextArea
            id={id}
            className="wf-grow-text"
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <p className="wf-hint">{t('exceptions.endHint')}</p>
          <InlineProblem error={end.error} />
          <Button danger htmlType="submit" loading={end.isPending} disabled={reason.trim().length < minReason}>
            {t('exceptions.end')}
          </Button>
        </form>
      )}
    </Drawer>
  );
}
