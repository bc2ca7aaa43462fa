import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from '../../i18n/translation';
import { Lamp } from '../../ui/Lamp';
import { useVirtualRows } from '../../ui/virtual';
import { When } from '../../ui/When';
import { bytesText, type FleetAgent, toneOfAgent } from './fleet';

const rowHeight = 46;
const ahead = 30;

interface Props {
  rows: FleetAgent[];
  total: number;
  onNearEnd: () => void;
}

export function FleetTable({ rows, total, onNearEnd }: Props) {
  const { t } = useTranslation();
  const body = useRef<HTMLTableSectionElement>(null);
  const { first, end, before, after } = useVirtualRows(body, rows.length, rowHeight);
  useEffect(() => {
    if (end > rows.length - ahead) onNearEnd();
  });
  const gap = (height: number) =>
    height > 0 && (
      <tr aria-hidden="true">
        <td className="wf-gap" colSpan={7} style={{ height }} />
      </tr>
    );
  return (
    <table className="wf-table wf-rules" aria-rowcount={total + 1} aria-label={t('nav.agents')}>
      <thead>
        <tr>
          <th>{t('agents.agent')}</th>
          <th>{t('agents.state')}</th>
          <th className="wf-w-time">{t('agents.lastSeen')}</th>
          <th className="wf-w-figure">{t('agents.version')}</th>
          <th className="wf-w-figure wf-number">{t('agents.lag')}</th>
          <th className="wf-w-figure wf-number">{t('agents.seq')}</th>
          <th className="wf-w-time">{t('agents.certificateEnds')}</th>
        </tr>
      </thead>
      <tbody ref={body}>
        {gap(before)}
        {rows.slice(first, end).map((agent, i) => (
          <Row key={agent.agent} agent={agent} index={first + i} />
        ))}
        {gap(after)}
      </tbody>
    </table>
  );
}

function Row({ agent, index }: { agent: FleetAgent; index: number }) {
  const { t, i18n } = useTranslation();
  const { beat } = agent;
  const n = new Intl.NumberFormat(i18n.language);
  return (
    <tr aria-rowindex={index + 2}>
      <td>
        <Link to="/agents/$id" params={{ id: agent.agent }} className="wf-strong wf-one-line">
          {agent.agent}
        </Link>
        <small className="wf-one-line">{beat?.host ?? ''}</small>
      </td>
      <td>
        <Lamp tone={toneOfAgent(agent)}>
          {agent.troubles.length === 0
            ? t('agents.well')
            : agent.troubles.map((trouble) => t(`agents.trouble.${trouble}`)).join(t('common.listSeparator'))}
        </Lamp>
      </td>
      <td>{beat ? <When at={beat.at} relative /> : '-'}</td>
      <td>{beat?.version ?? '-'}</td>
      <td className="wf-number">
        {beat?.lagBytes == null ? '-' : bytesText(beat.lagBytes, i18n.language)}
      </td>
      <td className="wf-number">{beat?.seq == null ? '-' : n.format(beat.seq)}</td>
      <td>{agent.certificateEnds ? <When at={agent.certificateEnds} precision="day" relative /> : '-'}</td>
    </tr>
  );
}
