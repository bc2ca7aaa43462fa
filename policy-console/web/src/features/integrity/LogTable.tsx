import { DownOutlined, RightOutlined } from '@ant-design/icons';
import { getRouteApi } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTranslation } from '../../i18n/translation';
import { Copyable } from '../../ui/Copyable';
import { Lamp } from '../../ui/Lamp';
import { When } from '../../ui/When';
import { type LedgerStream, type Log, type Picture, toneOfStream } from './ledger';

const route = getRouteApi('/integrity');

/** A row per stream with its current checkpoint; opened, all its logs. */
export function LogTable({ picture }: { picture: Picture }) {
  const { t, i18n } = useTranslation();
  const { log: open } = route.useSearch();
  const navigate = route.useNavigate();
  const n = new Intl.NumberFormat(i18n.language);
  const toggle = (stream: string) =>
    void navigate({
      search: (old) => ({ ...old, log: open === stream ? undefined : stream }),
      replace: true,
      resetScroll: false,
    });
  return (
    <table className="wf-table">
      <thead>
        <tr>
          <th>{t('integrity.stream')}</th>
          <th>{t('integrity.state')}</th>
          <th className="wf-number">{t('integrity.records')}</th>
          <th>{t('integrity.period')}</th>
          <th>{t('integrity.root')}</th>
          <th>{t('integrity.written')}</th>
          <th className="wf-number">{t('integrity.signatures')}</th>
          <th className="wf-number">{t('integrity.cosigned')}</th>
        </tr>
      </thead>
      <tbody>
        {picture.streams.map((stream) => (
          <Fragment key={stream.stream}>
            <tr className="wf-row" onClick={() => toggle(stream.stream)}>
              <td>
                <button
                  type="button"
                  className="wf-link wf-nowrap"
                  aria-expanded={open === stream.stream}
                  disabled={stream.logs.length === 0}
                >
                  {open === stream.stream ? <DownOutlined aria-hidden /> : <RightOutlined aria-hidden />}{' '}
                  {t(`stream.${stream.stream}`)}
                </button>
              </td>
              <td>
                <StreamState stream={stream} />
              </td>
              <td className="wf-number">{stream.size === null ? '-' : n.format(stream.size)}</td>
              {stream.logs[0] ? <Current log={stream.logs[0]} /> : <td colSpan={5}>{stream.problem ?? ''}</td>}
            </tr>
            {open === stream.stream && (
              <tr className="wf-opened-row">
                <td colSpan={8}>
                  {stream.problem && <p className="wf-bad">{stream.problem}</p>}
                  {stream.logs.map((log) => (
                    <LogDetail key={log.period} log={log} />
                  ))}
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

function StreamState({ stream }: { stream: LedgerStream }) {
  const { t } = useTranslation();
  const tone = toneOfStream(stream);
  return <Lamp tone={tone}>{t(`integrity.tone.${tone}`)}</Lamp>;
}

function Current({ log }: { log: Log }) {
  return (
    <>
      <td>
        <code>{log.period}</code>
      </td>
      <td>
        <Copyable text={log.root} short={16} />
      </td>
      <td>
        <When at={log.writtenAt} />
      </td>
      <td className="wf-number">{log.signatures}</td>
      <td className="wf-number">{log.cosigners.length}</td>
    </>
  );
}

function LogDetail({ log }: { log: Log }) {
  const { t, i18n } = useTranslation();
  const n = new Intl.NumberFormat(i18n.language);
  return (
    <section className="wf-log" aria-label={log.origin}>
      <h3>
        <code>{log.origin}</code>
      </h3>
      <dl className="wf-facts">
        <dt>{t('integrity.range')}</dt>
        <dd>{log.size === 0 ? '-' : `${n.format(log.first)} – ${n.format(log.first + log.size - 1)}`}</dd>
        <dt>{t('integrity.root')}</dt>
        <dd>
          <Copyable text={log.root} />
        </dd>
        <dt>{t('integrity.signers')}</dt>
        <dd>{log.signers.join(', ')}</dd>
        <dt>{t('integrity.cosigned')}</dt>
        <dd>{log.cosigners.length === 0 ? t('common.none') : log.cosigners.join(', ')}</dd>
        {log.pruned && (
          <>
            <dt>{t('integrity.pruned')}</dt>
            <dd>{log.pruned}</dd>
          </>
        )}
      </dl>
      <details>
        <summary>{t('integrity.note')}</summary>
        <pre className="wf-pre">{log.note}</pre>
      </details>
    </section>
  );
}
