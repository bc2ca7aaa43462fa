import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { call } from '../../api/call';
import { severities } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useTranslation } from '../../i18n/translation';
import { formatSpan } from '../../lib/time';
import { SeverityIcon } from '../../ui/SeverityMark';
import { InlineProblem } from '../../ui/States';
import type { QueueSearch } from '../alerts/filters';

const days = 7;
const pollMillis = 15_000;

/** The queue in figures. */
export function QueueFigures() {
  const { t, i18n } = useTranslation();
  const { lang } = usePreferences();
  const open = useQuery({
    queryKey: ['overview', 'open'],
    queryFn: ({ signal }) => call('get', '/alerts/facets', { query: { status: 'new,acknowledged' }, signal }),
    refetchInterval: pollMillis,
  });
  const speed = useQuery({
    queryKey: ['overview', 'speed'],
    queryFn: ({ signal }) => call('get', '/alerts/speed', { query: { days }, signal }),
    refetchInterval: 60_000,
  });
  const n = new Intl.NumberFormat(i18n.language);
  const of = (facet: string, value: string) =>
    open.data?.facets[facet]?.find((one) => one.value === value)?.count ?? 0;
  const figure = (count: number | undefined) => (count === undefined ? '…' : `${n.format(count)}${open.data?.more ? '+' : ''}`);
  const late = open.data ? of('overdue', 'acknowledge') + of('overdue', 'resolve') : undefined;
  const span = (seconds: number | null | undefined) =>
    seconds === undefined ? '…' : seconds === null ? t('overview.noneYet') : formatSpan(seconds * 1000, lang);
  const pace = (of: { median: number | null; count: number; late: number }) =>
    of.count === 0
      ? t('overview.paceNone')
      : t('overview.paceNote', { median: span(of.median), count: of.count, n: n.format(of.count), late: n.format(of.late) });
  return (
    <>
      <InlineProblem error={open.error ?? speed.error} />
      <div className="wf-figures">
        <Figure
          name={t('overview.backlog')}
          value={figure(open.data?.counted)}
          to={{ status: 'open' }}
          note={
            <span className="wf-figure-severities">
              {severities.map((severity) =>
                of('severity', severity) > 0 ? (
                  <Link
                    key={severity}
                    to="/alerts"
                    search={{ status: 'open', severity }}
                    aria-label={`${t(`severity.${severity}`)} ${n.format(of('severity', severity))}`}
                    title={t(`severity.${severity}`)}
                  >
                    <SeverityIcon severity={severity} /> {n.format(of('severity', severity))}
                  </Link>
                ) : null,
              )}
            </span>
          }
        />
        <Figure
          name={t('overview.new')}
          value={figure(open.data && of('status', 'new'))}
          to={{ status: 'new' }}
          note={t('overview.newNote')}
        />
        <Figure
          name={t('overview.late')}
          value={figure(late)}
          to={{ status: 'open', overdue: 'any' }}
          tone={late ? 'bad' : undefined}
          note={t('overview.lateNote', {
            acknowledge: n.format(of('overdue', 'acknowledge')),
            resolve: n.format(of('overdue', 'resolve')),
          })}
        />
        <Figure
          name={t('overview.acknowledge')}
          value={span(speed.data?.acknowledge.mean)}
          to={{ status: 'all', t: `${days}d` }}
          note={speed.data && pace(speed.data.acknowledge)}
        />
        <Figure
          name={t('overview.resolve')}
          value={span(speed.data?.resolve.mean)}
          to={{ status: 'closed', t: `${days}d` }}
          note={speed.data && pace(speed.data.resolve)}
        />
      </div>
    </>
  );
}

interface FigureProps {
  name: string;
  value: string;
  to: QueueSearch;
  note?: ReactNode;
  tone?: 'bad';
}

function Figure({ name, value, to, note, tone }: FigureProps) {
  return (
    <article className="wf-figure" data-tone={tone}>
      <h2>{name}</h2>
      <Link to="/alerts" search={to} aria-label={`${name}: ${value}`}>
        <b>{value}</b>
      </Link>
      <p>{note}</p>
    </article>
  );
}
