import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { call } from '../../api/call';
import { usePreferences } from '../../app/preferences';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { formatSpan } from '../../lib/time';
import { Lamp } from '../../ui/Lamp';
import { Card, Page } from '../../ui/Page';
import { ErrorState, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { CertificateList } from './Certificates';
import { type Beat, bytesText, steps, toneOfAgent } from './fleet';

const route = getRouteApi('/agents/$id');
const shown = 40;

/** One agent: what it needs, what it last said, its certificates. */
export function AgentPage() {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const { id } = route.useParams();
  const agent = useQuery({
    queryKey: ['fleet', 'one', id],
    queryFn: ({ signal }) => call('get', '/agents/fleet/{agent}', { path: { agent: id }, signal }),
    refetchInterval: 30_000,
  });
  if (agent.isPending) return <LoadingRows rows={8} />;
  if (agent.isError) return <ErrorState error={agent.error} retry={() => void agent.refetch()} />;
  const { beat, beats, troubles, gaps } = agent.data;
  const n = new Intl.NumberFormat(i18n.language);
  return (
    <Page
      title={id}
      subtitle={
        <Lamp tone={toneOfAgent(agent.data)}>
          {troubles.length === 0
            ? t('agents.well')
            : troubles.map((x) => t(`agents.trouble.${x}`)).join(t('common.listSeparator'))}
        </Lamp>
      }
      actions={
        <>
          <Link to="/agents">{t('nav.agents')}</Link>
          {can('audit:read:events') && (
            <Link to="/audit" search={{ q: `agent.id: "${id}"` }}>
              {t('agents.events')}
            </Link>
          )}
          {can('alert:read') && (
            <Link to="/alerts" search={{ entity: id, status: 'all' }}>
              {t('agents.alerts')}
            </Link>
          )}
        </>
      }
    >
      {troubles.length > 0 && (
        <Card title={t('agents.todo')}>
          <ul className="wf-prose">
            {troubles.map((x) => (
              <li key={x}>
                <b>{t(`agents.trouble.${x}`)}</b> {t(`agents.next.${x}`, { n: n.format(gaps) })}
              </li>
            ))}
          </ul>
        </Card>
      )}
      {beat && (
        <Card title={t('agents.lastBeat')} extra={<When at={beat.at} relative />}>
          <BeatFacts beat={beat} />
        </Card>
      )}
      <Card title={t('agents.beats')} flush>
        <table className="wf-table">
          <thead>
            <tr>
              <th>{t('agents.lastSeen')}</th>
              <th className="wf-number">{t('agents.epoch')}</th>
              <th className="wf-number">{t('agents.seq')}</th>
              <th className="wf-number">{t('agents.made')}</th>
              <th className="wf-number">{t('agents.lag')}</th>
              <th className="wf-number">{t('agents.skew')}</th>
            </tr>
          </thead>
          <tbody>
            {steps(beats)
              .slice(0, shown)
              .map(({ beat: b, made, fresh }) => (
                <tr key={`${b.at} ${b.seq}`}>
                  <td>
                    <When at={b.at} /> {fresh && <Lamp tone="warn">{t('agents.fresh')}</Lamp>}
                  </td>
                  <td className="wf-number">{b.epoch ?? '-'}</td>
                  <td className="wf-number">{b.seq === null ? '-' : n.format(b.seq)}</td>
                  <td className="wf-number">{made === null ? '-' : n.format(made)}</td>
                  <td className="wf-number">{b.lagBytes === null ? '-' : bytesText(b.lagBytes, i18n.language)}</td>
                  <td className="wf-number">{b.skewMillis === null ? '-' : n.format(b.skewMillis)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </Card>
      <h2 className="wf-sub">{t('agents.tabs.certificates')}</h2>
      <CertificateList agent={id} />
    </Page>
  );
}

function BeatFacts({ beat }: { beat: Beat }) {
  const { t, i18n } = useTranslation();
  const { lang } = usePreferences();
  const n = new Intl.NumberFormat(i18n.language);
  const number = (value: number | null) => (value === null ? '-' : n.format(value));
  const bytes = (value: number | null) => (value === null ? '-' : bytesText(value, i18n.language));
  const facts: [string, string][] = [
    ['host', beat.host ?? '-'],
    ['version', beat.version ?? '-'],
    ['uptime', beat.uptimeSeconds === null ? '-' : formatSpan(beat.uptimeSeconds * 1000, lang)],
    ['lines', number(beat.lines)],
    ['madeAll', number(beat.events)],
    ['acked', number(beat.acked)],
    ['unparsed', number(beat.unparsed)],
    ['dropped', number(beat.dropped)],
    ['readErrors', number(beat.readErrors)],
    ['producerErrors', number(beat.producerErrors)],
    ['fileLag', bytes(beat.lagBytes)],
    ['spool', bytes(beat.spoolBytes)],
  ];
  return (
    <dl className="wf-beat">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{t(`agents.fact.${name}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
