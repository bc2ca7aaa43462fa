import { ArrowLeftOutlined, DownOutlined, UpOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { usePreferences } from '../../app/preferences';
import { useSession } from '../../app/session';
import { HelpButton } from '../../help/HelpButton';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { formatSpan } from '../../lib/time';
import { EntityLink } from '../../ui/EntityLink';
import { Card } from '../../ui/Page';
import { SeverityMark } from '../../ui/SeverityMark';
import { useShortcuts } from '../../ui/shortcuts';
import { ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { BaselineCard } from './BaselineCard';
import { CloseOne } from './CloseOne';
import { EntityGraph } from './EntityGraph';
import { EscalateDialog } from './EscalateDialog';
import { Evidence } from './Evidence';
import { ExceptionDrawer } from './ExceptionDrawer';
import { Explanation } from './Explanation';
import { History } from './History';
import { lastView, neighbours } from './queue';
import { Related } from './Related';
import { RuleFacts } from './RuleFacts';
import { StatusTag } from '../../ui/StatusTag';
import { TriagePanel } from './TriagePanel';
import { alertQuery, type Detail, type Disposition } from './triage';

const route = getRouteApi('/alerts/$id');

export function AlertPage() {
  const { id } = route.useParams();
  const detail = useQuery({ ...alertQuery(id), refetchInterval: 20_000 });
  if (detail.isPending) return <LoadingRows rows={6} />;
  if (!detail.data) {
    return <ErrorState error={detail.error} retry={() => void detail.refetch()} />;
  }
  return <Loaded key={id} id={id} detail={detail.data} />;
}

function Loaded({ id, detail }: { id: string; detail: Detail }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { can } = useSession();
  const { message } = App.useApp();
  const { lang } = usePreferences();
  const [closing, setClosing] = useState<{ preset?: Disposition } | null>(null);
  const [escalating, setEscalating] = useState(false);
  const [assigning, setAssigning] = useState(false);
  const acknowledge = useRef<HTMLButtonElement>(null);
  const comment = useRef<HTMLTextAreaElement>(null);
  const { alert } = detail.alert;
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
  const startClose = (preset?: Disposition) => {
    if (triage.status === 'closed') void message.info(t('alerts.already.closed'));
    else if (mayTriage) setClosing({ preset });
  };
  const startEscalate = () => {
    if (triage.caseId) void navigate({ to: '/cases/$id', params: { id: triage.caseId }, search: {} });
    else if (can('case:work')) setEscalating(true);
  };
  useShortcuts({
    Escape: back,
    j: () => go(beside.after),
    k: () => go(beside.before),
    a: () => acknowledge.current?.click(),
    s: () => mayTriage && triage.status !== 'closed' && setAssigning(true),
    c: () => startClose(),
    f: () => startClose('false_positive'),
    e: startEscalate,
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
        <HelpButton />
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
      {detail.historyFault && (
        <div className="wf-notice wf-notice-bad" role="alert">
          <strong>{t('alerts.fault.title')}</strong>
          <p>{detail.historyFault}</p>
        </div>
      )}
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
              <EntityLink kind={alert.entity.type} id={alert.entity.value} />
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
          <Explanation detail={detail} />
          <BaselineCard record={detail.alert} />
          <Evidence id={id} record={detail.alert} />
          <Related alertId={id} record={detail.alert} />
          <EntityGraph alertId={id} record={detail.alert} />
        </div>
        <div className="wf-column-side">
          <TriagePanel
            id={id}
            detail={detail}
            acknowledgeRef={acknowledge}
            commentRef={comment}
            assigning={assigning}
            setAssigning={setAssigning}
            onClose={() => startClose()}
            onEscalate={startEscalate}
            onException={() => void navigate({ search: (old) => ({ ...old, exception: '1' }) })}
          />
          <Card title={t('alerts.history.title')}>
            <History entries={detail.history} firstSeen={alert.first_seen} raised={detail.alert.event.created} />
          </Card>
          <RuleFacts record={detail.alert} />
        </div>
      </div>
      {closing && (
        <CloseOne
          alert={{ id, version: triage.version, title: alert.title, entity: alert.entity }}
          preset={closing.preset}
          onCancel={() => setClosing(null)}
          onClosed={() => {
            setClosing(null);
            void message.success(t('alerts.done.close'));
          }}
        />
      )}
      {escalating && (
        <EscalateDialog
          alerts={[id]}
          title={`${title} · ${alert.entity.value}`}
          severity={alert.severity}
          onCancel={() => setEscalating(false)}
          onDone={(caseId) => void navigate({ to: '/cases/$id', params: { id: caseId }, search: {} })}
        />
      )}
      {search.exception && can('exception:draft') && (
        <ExceptionDrawer
          alertId={id}
          previewId={search.preview}
          onPreview={(preview) =>
            void navigate({ search: (old) => ({ ...old, preview }), replace: true, resetScroll: false })
          }
          onClose={() => void navigate({ search: {}, resetScroll: false })}
        />
      )}
    </div>
  );
}
