import { useQuery } from '@tanstack/react-query';
import { Button, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { call, type Schema } from '../../api/call';
import { useSession } from '../../app/session';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { AskApproval } from '../../ui/AskApproval';
import { Card } from '../../ui/Page';
import { ErrorState, LoadingRows } from '../../ui/States';

type Level = Schema<'LevelScheme'>['levels'][number];

/** The one level scheme of a site, as the API names it. */
const target = 'default';
const idForm = /^[a-z][a-z0-9-]{0,31}$/;

function same(a: Level[], b: Level[]): boolean {
  const text = (levels: Level[]) => JSON.stringify([...levels].sort((x, y) => x.rank - y.rank).map((l) => [l.id, l.rank, l.zh, l.en]));
  return text(a) === text(b);
}

/** Other level schemes: those that ship, and one of one's own; each comes into force by approval. */
export function Schemes({ current }: { current: Schema<'LevelScheme'> }) {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const may = can('classification:write');
  const [asking, setAsking] = useState<Level[] | null>(null);
  const [own, setOwn] = useState<Level[]>(current.levels);
  const schemes = useQuery({
    queryKey: ['levels', 'schemes'],
    queryFn: ({ signal }) => call('get', '/levels/schemes', { signal }),
  });
  const complete =
    own.every((l) => idForm.test(l.id) && l.zh.trim() !== '' && l.en.trim() !== '' && l.rank >= 1) &&
    new Set(own.map((l) => l.rank)).size === own.length &&
    new Set(own.map((l) => l.id)).size === own.length;
  const put = (at: number, to: Partial<Level>) => setOwn((old) => old.map((l, i) => (i === at ? { ...l, ...to } : l)));
  return (
    <>
      <Card title={t('levels.schemes')}>
        {schemes.isPending ? (
          <LoadingRows rows={2} />
        ) : schemes.isError ? (
          <ErrorState error={schemes.error} retry={() => void schemes.refetch()} />
        ) : (
          <ul className="wf-plain-list">
            {schemes.data.schemes.map((scheme) => (
              <li key={scheme.id}>
                <div>
                  <b>{pick({ zh: scheme.zh ?? '', en: scheme.en ?? '' }, i18n.language)}</b>
                  <small>{scheme.levels.map((l) => pick(l, i18n.language)).join(t('common.listSeparator'))}</small>
                </div>
                {same(scheme.levels, current.levels) ? (
                  <span className="wf-tag wf-tone-ok">{t('levels.inUse')}</span>
                ) : (
                  may && (
                    <Button size="small" onClick={() => setAsking(scheme.levels)}>
                      {t('levels.take')}
                    </Button>
                  )
                )}
              </li>
            ))}
          </ul>
        )}
      </Card>
      {may && (
        <Card title={t('levels.custom')} extra={t('levels.customHint')}>
          {own.map((level, i) => (
            <div key={i} className="wf-level-row">
              <InputNumber aria-label={t('levels.rank')} min={1} max={100} value={level.rank} onChange={(rank) => put(i, { rank: rank ?? 1 })} />
              <Input aria-label={t('levels.id')} placeholder={t('levels.idHint')} status={idForm.test(level.id) ? undefined : 'error'} value={level.id} onChange={(e) => put(i, { id: e.target.value })} />
              <Input aria-label={t('levels.zh')} lang="zh-CN" value={level.zh} onChange={(e) => put(i, { zh: e.target.value })} />
              <Input aria-label={t('levels.en')} lang="en" value={level.en} onChange={(e) => put(i, { en: e.target.value })} />
              <Button type="text" danger onClick={() => setOwn((old) => old.filter((_, at) => at !== i))}>
                {t('levels.removeLevel')}
              </Button>
            </div>
          ))}
          <div className="wf-decision-buttons">
            <Button
              disabled={own.length >= 20}
              onClick={() => setOwn((old) => [...old, { id: '', rank: Math.max(0, ...old.map((l) => l.rank)) + 1, zh: '', en: '' }])}
            >
              {t('levels.addLevel')}
            </Button>
            <Button type="primary" disabled={!complete || same(own, current.levels)} onClick={() => setAsking(own)}>
              {t('levels.take')}
            </Button>
          </div>
        </Card>
      )}
      {asking && (
        <AskApproval
          kind="level-scheme.change"
          target={target}
          parameters={{ version: current.version, levels: asking.map(({ id, rank, zh, en }) => ({ id, rank, zh, en })) }}
          title={t('levels.takeTitle')}
          explain={
            <>
              <p>{t('levels.takeText')}</p>
              <p>{asking.map((l) => `${l.rank} · ${pick(l, i18n.language)}`).join(t('common.listSeparator'))}</p>
            </>
          }
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}
