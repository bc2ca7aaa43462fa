import { ArrowLeftOutlined, DownOutlined, UpOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../../app/preferences';
import { useSession } from '../../app/session';
import { api } from '../../api/client';
import type { AlertDetail } from '../../api/types';
import { pick } from '../../i18n';
import { formatSpan } from '../../lib/time';
import { Copyable } from '../../ui/Copyable';
import { Card } from '../../ui/Page';
import { SeverityMark } from '../../ui/SeverityMark';
import { useShortcuts } from '../../ui/shortcuts';
import { ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { CloseDialog } from './CloseDialog';
import { Evidence } from './Evidence';
import { Explanation } from './Explanation';
import { History } from './History';
import { lastView, neighbours } from './queue';
import { StatusTag } from './StatusTag';
import { TriagePanel } from './TriagePanel';

const route = getRouteApi('/alerts/$id');

export function AlertPage() {
  const { id } = route.useParams();
  const detail = useQuery({
    queryKey: ['alert', id],
    queryFn: ({ signal }) => api.alert(id, signal),
    refetchInterval: 30_000,
  });
  if (detail.isPending) return <LoadingRows rows={6} />;
  if (!detail.data) {
    return <ErrorState error={detail.error} retry={() => void detail.refetch()} />;
  }
  return <Loaded key={id} id={id} detail={detail.data} />;
}

function Loaded({ id, detail }: { id: string; detail: AlertDetail }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const navigate = route.useNavigate();
  const { can } = useSession();
  const { message } = App.useApp();
  const { lang } = usePreferences();
  const [closing, setClosing] = useState(false);
  const acknowledge = useRef<HTMLButtonElement>(null);
  const comment = useRef<HTMLTextAreaElement>(null);
  const { alert, rule, threat, gov } = detail.alert;
  const { triage } = detail;
  const title = pick(alert.title, lang);
  const product = t('product.name');
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);

  const beside = neighbours(client, id);
  const go = (to: string | undefined) => {
    if (to) void navigate({ to: '/alerts/$id', params: { id: to }, search: {} });
  };
  // The queue as it was left, when that is where we came from.
  const back = () => void navigate({ to: '/alerts', search: { ...lastView(), sel: id } });
  const mayTriage = can('alert:triage');
  const startClose = () => {
    if (triage.status === 'closed') void message.info(t('alerts.already.closed'));
    else if (mayTriage) setClosing(true);
  };
  useShortcuts({
    Escape: back,
    j: () => go(beside.after),
    k: () => go(beside.before),
    a: () => acknowledge.current?.click(),
    c: startClose,
    m: () => comment.current?.focus(),
  });

  const spanMillis = Date.parse(alert.last_seen) - Date.parse(alert.first_seen);
  const n = new Intl.NumberFormat(i18n.language);
  return (
    <div className="wf-page wf-alert">
      <div className="wf-crumbs">
        <Button type="text" size="small" icon={<ArrowLeftOutlined />} onClick={back}>
          {t('nav.alerts')}
        </Button>
        <span className="wf-grow" />
        <Button
          type="text"
          size="small"
          icon={<UpOutlined />}
          disabled={!beside.before}
          aria-label={t('alerts.previous')}
          title={t('alerts.previous')}
          onClick={() => go(beside.before)}
        />
        <Button
          type="text"
          size="small"
          icon={<DownOutlined />}
          disabled={!beside.after}
          aria-label={t('alerts.next')}
          title={t('alerts.next')}
          onClick={() => go(beside.after)}
        />
      </div>
      <header className={`wf-alert-head wf-edge-${alert.severity}`}>
        <div className="wf-alert-tags">
          <SeverityMark severity={alert.severity} strong />
          <StatusTag status={triage.status} />
          <span className="wf-chip">{t(`alerts.kind.${alert.kind}`, { defaultValue: alert.kind })}</span>
          {!alert.final && <span className="wf-chip wf-chip-live">{t('alerts.growing')}</span>}
        </div>
        <h1>{title}</h1>
        <p className="wf-alert-reason">{pick(alert.reason, lang)}</p>
        <dl className="wf-headfacts">
          <div>
            <dt>{t(`entity.${alert.entity.type}`, { defaultValue: alert.entity.type })}</dt>
            <dd>
              <Link to="/alerts" search={{ entity: alert.entity.value, status: 'all' }}>
                {alert.entity.value}
              </Link>
            </dd>
          </div>
          <div>
            <dt>{t('alerts.fact.count')}</dt>
            <dd>{n.format(alert.count)}</dd>
          </div>
          <div>
            <dt>{t('alerts.fact.firstSeen')}</dt>
            <dd>
              <When at={alert.first_seen} />
            </dd>
          </div>
          <div>
            <dt>{t('alerts.fact.lastSeen')}</dt>
            <dd>
              <When at={alert.last_seen} />
            </dd>
          </div>
          <div>
            <dt>{t('alerts.fact.span')}</dt>
            <dd>{formatSpan(spanMillis, lang)}</dd>
          </div>
        </dl>
      </header>
      <div className="wf-columns">
        <div className="wf-column-main">
          <Explanation record={detail.alert} />
          <Evidence id={id} record={detail.alert} />
        </div>
        <div className="wf-column-side">
          <TriagePanel
            id={id}
            detail={detail}
            acknowledgeRef={acknowledge}
            commentRef={comment}
            onClose={startClose}
          />
          <Card title={t('alerts.history.title')}>
            <History entries={detail.history} created={alert.first_seen} />
          </Card>
          <Card title={t('alerts.rule.title')}>
            <dl className="wf-facts">
              <dt>{t('alerts.rule.name')}</dt>
              <dd>
                <Link to="/rules" search={{ q: rule.id }}>
                  {title}
                </Link>
                <br />
                <Link to="/alerts" search={{ rule: rule.id, status: 'all' }}>
                  {t('alerts.rule.all')}
                </Link>
              </dd>
              {rule.version && (
                <>
                  <dt>{t('alerts.rule.version')}</dt>
                  <dd>
                    <code>{rule.version}</code>
                  </dd>
                </>
              )}
              {gov?.policy?.version !== undefined && (
                <>
                  <dt>{t('alerts.rule.policy')}</dt>
                  <dd>{gov.policy.version}</dd>
                </>
              )}
              {threat?.tactic && threat.tactic.length > 0 && (
                <>
                  <dt>{t('alerts.rule.tactic')}</dt>
                  <dd>{threat.tactic.map((x) => t(`tactic.${x}`, { defaultValue: x })).join(' · ')}</dd>
                </>
              )}
              {threat?.technique && threat.technique.length > 0 && (
                <>
                  <dt>{t('alerts.rule.technique')}</dt>
                  <dd>{threat.technique.join(' · ')}</dd>
                </>
              )}
              <dt>{t('alerts.rule.alertId')}</dt>
              <dd>
                <Copyable text={alert.id} short={12} />
              </dd>
              <dt>{t('alerts.rule.revision')}</dt>
              <dd>{alert.revision}</dd>
              {rule.references && rule.references.length > 0 && (
                <>
                  <dt>{t('alerts.rule.references')}</dt>
                  <dd>
                    {rule.references.map((text) => (
                      <div key={text} className="wf-break">
                        {text}
                      </div>
                    ))}
                  </dd>
                </>
              )}
            </dl>
          </Card>
        </div>
      </div>
      {closing && (
        <CloseDialog
          alert={{ id, version: triage.version, title }}
          onCancel={() => setClosing(false)}
          onClosed={() => {
            setClosing(false);
            void message.success(t('alerts.done.close'));
          }}
        />
      )}
    </div>
  );
}
