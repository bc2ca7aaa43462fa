import { CloudDownloadOutlined, PlusOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call';
import { download } from '../../api/http';
import { type Stream, streams } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { saveFile } from '../../lib/file';
import { Copyable } from '../../ui/Copyable';
import { Card } from '../../ui/Page';
import { InlineProblem } from '../../ui/States';
import { When } from '../../ui/When';
import { CaseProblem } from './CaseProblem';
import { type Case, caseQuery, useCaseAlerts, useCaseRights, useCaseStep } from './case';
import { findsOf, missingOf } from './collect';

/** Records of the ledger that prove something, each verified when it was added; and bundles of them. */
export function CaseEvidence({ file }: { file: Case }) {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const rights = useCaseRights(file);
  const n = new Intl.NumberFormat(i18n.language);
  return (
    <>
      <Card
        flush
        title={t('cases.evidence.title')}
        extra={rights.works && can('alert:read') && file.alerts.length > 0 && <Collect file={file} />}
      >
        {file.evidence.length === 0 ? (
          <p className="wf-pad wf-hint">{t('cases.evidence.none')}</p>
        ) : (
          <table className="wf-table">
            <thead>
              <tr>
                <th>{t('cases.evidence.record')}</th>
                <th>{t('cases.evidence.words')}</th>
                <th>{t('cases.evidence.digest')}</th>
                <th className="wf-col-lastSeen">{t('cases.evidence.added')}</th>
              </tr>
            </thead>
            <tbody>
              {file.evidence.map((one) => (
                <tr key={`${one.stream} ${one.seq}`}>
                  <td className="wf-nowrap">
                    <Link
                      to="/audit"
                      search={{ stream: one.stream, rec: `${one.stream}:${one.seq}`, t: 'all' }}
                    >
                      {t(`stream.${one.stream}`)} #{n.format(one.seq)}
                    </Link>
                  </td>
                  <td className="wf-cell-main">{one.words || <span className="wf-none">{t('common.none')}</span>}</td>
                  <td>
                    <Copyable text={one.sha256} short={12} />
                  </td>
                  <td>
                    <When at={one.at} />
                    <small>{one.by}</small>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {rights.works && <AddRecords file={file} />}
      </Card>
      <Bundles file={file} />
    </>
  );
}

/** The records behind every alert of the case, added in one go. */
function Collect({ file }: { file: Case }) {
  const { t } = useTranslation();
  const { lang } = usePreferences();
  const { message } = App.useApp();
  const client = useQueryClient();
  const alerts = useCaseAlerts(file);
  const [done, setDone] = useState(0);
  const collect = useMutation({
    mutationFn: async () => {
      setDone(0);
      let now = await client.fetchQuery({ ...caseQuery(file.id), staleTime: 0 });
      let added = 0;
      for (const { words, seqs } of missingOf(now, await findsOf(alerts.data ?? [], lang))) {
        now = await call('post', '/cases/{id}/evidence', {
          path: { id: file.id },
          version: now.version,
          body: { stream: 'events', seqs, words },
        });
        client.setQueryData(['case', file.id], now);
        added += seqs.length;
        setDone(added);
      }
      return added;
    },
    onSuccess: (added) =>
      void message.success(t(added === 0 ? 'cases.evidence.complete' : 'cases.evidence.collected', { count: added })),
  });
  return (
    <>
      <InlineProblem error={collect.error} />
      <Button
        size="small"
        type="primary"
        icon={<PlusOutlined />}
        loading={collect.isPending}
        disabled={!alerts.data}
        onClick={() => collect.mutate()}
      >
        {collect.isPending ? t('cases.evidence.collecting', { count: done }) : t('cases.evidence.collect')}
      </Button>
    </>
  );
}

function AddRecords({ file }: { file: Case }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const readable = streams.filter((stream) => can(`audit:read:${stream}`));
  const [stream, setStream] = useState<Stream>('events');
  const [seq, setSeq] = useState<number | null>(null);
  const [words, setWords] = useState('');
  const add = useCaseStep(file.id, () => {
    setSeq(null);
    setWords('');
  });
  return (
    <div className="wf-pad wf-add-record">
      <CaseProblem id={file.id} error={add.error} />
      <div className="wf-inline">
        <Select
          aria-label={t('cases.evidence.stream')}
          value={stream}
          options={readable.map((value) => ({ value, label: t(`stream.${value}`) }))}
          onChange={setStream}
        />
        <InputNumber
          aria-label={t('cases.evidence.seq')}
          placeholder={t('cases.evidence.seq')}
          min={0}
          precision={0}
          value={seq}
          onChange={(value) => setSeq(value)}
        />
        <Input
          aria-label={t('cases.evidence.words')}
          placeholder={t('cases.evidence.words')}
          maxLength={200}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <Button
          disabled={seq === null}
          loading={add.isPending}
          onClick={() =>
            add.mutate((version) =>
              call('post', '/cases/{id}/evidence', {
                path: { id: file.id },
                version,
                body: { stream, seqs: [seq ?? 0], words: words.trim() },
              }),
            )
          }
        >
          {t('cases.evidence.add')}
        </Button>
      </div>
      <small>{t('cases.evidence.addHint')}</small>
    </div>
  );
}

function Bundles({ file }: { file: Case }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const { can } = useSession();
  const rights = useCaseRights(file);
  const n = new Intl.NumberFormat(i18n.language);
  const held = streams.filter((stream) => file.evidence.some((one) => one.stream === stream));
  const make = useMutation({
    mutationFn: async (stream: Stream) =>
      saveFile(await download('POST', `/cases/${file.id}/bundles`, { body: { stream } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['case', file.id] }),
  });
  return (
    <Card title={t('cases.bundle.title')}>
      <p className="wf-prose">{t('cases.bundle.hint')}</p>
      <InlineProblem error={make.error} />
      {file.bundles.map((one) => (
        <dl key={`${one.at} ${one.sha256}`} className="wf-facts wf-bundle">
          <dt>{t(`stream.${one.stream}`)}</dt>
          <dd>
            {t('cases.bundle.records', { count: one.records, n: n.format(one.records), bytes: n.format(one.bytes) })} ·{' '}
            <When at={one.at} /> · {one.by}
          </dd>
          <dt>{t('cases.evidence.digest')}</dt>
          <dd>
            <Copyable text={one.sha256} />
          </dd>
        </dl>
      ))}
      {rights.bundles ? (
        <div className="wf-actions">
          {held
            .filter((stream) => can(`audit:read:${stream}`))
            .map((stream) => (
              <Button
                key={stream}
                icon={<CloudDownloadOutlined />}
                loading={make.isPending && make.variables === stream}
                onClick={() => make.mutate(stream)}
              >
                {t('cases.bundle.make', { stream: t(`stream.${stream}`) })}
              </Button>
            ))}
        </div>
      ) : (
        <p className="wf-hint">{t('cases.bundle.who')}</p>
      )}
    </Card>
  );
}
