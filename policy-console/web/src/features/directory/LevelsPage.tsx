import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import { markings } from '../../api/types';
import { useTranslation } from '../../i18n/translation';
import { LevelChip, MarkingChip } from '../../ui/Labels';
import { Card, Page } from '../../ui/Page';
import { ErrorState, LoadingRows } from '../../ui/States';
import { Schemes } from './Schemes';

export function LevelsPage() {
  const { t } = useTranslation();
  const scheme = useQuery({ queryKey: ['levels'], queryFn: ({ signal }) => call('get', '/levels', { signal }) });
  return (
    <Page title={t('nav.levels')} subtitle={t('levels.subtitle')}>
      <div className="wf-columns wf-columns-even">
        <Card title={t('levels.data')} flush>
          {scheme.isPending ? (
            <LoadingRows rows={6} />
          ) : scheme.isError ? (
            <ErrorState error={scheme.error} retry={() => void scheme.refetch()} />
          ) : (
            <table className="wf-table">
              <thead>
                <tr>
                  <th className="wf-number">{t('levels.rank')}</th>
                  <th>{t('levels.name')}</th>
                  <th>{t('levels.zh')}</th>
                  <th>{t('levels.en')}</th>
                  <th>{t('levels.id')}</th>
                </tr>
              </thead>
              <tbody>
                {[...scheme.data.levels]
                  .sort((a, b) => b.rank - a.rank)
                  .map((level) => (
                    <tr key={level.id}>
                      <td className="wf-number">{level.rank}</td>
                      <td>
                        <LevelChip rank={level.rank} />
                      </td>
                      <td lang="zh-CN">{level.zh}</td>
                      <td lang="en">{level.en}</td>
                      <td>
                        <code>{level.id}</code>
                      </td>
                    </tr>
                  ))}
              </tbody>
            </table>
          )}
        </Card>
        <div>
          {scheme.data && <Schemes key={scheme.data.version} current={scheme.data} />}
          <Card title={t('levels.dominance')}>
            <p className="wf-prose">{t('levels.dominanceText')}</p>
            <ul className="wf-prose">
              <li>{t('levels.dominanceRank')}</li>
              <li>{t('levels.dominanceCompartments')}</li>
              <li>{t('levels.dominanceDepartments')}</li>
            </ul>
          </Card>
          <Card title={t('levels.markings')}>
            <p className="wf-prose">{t('levels.markingsText')}</p>
            <p className="wf-chips">
              {markings.map((marking) => (
                <MarkingChip key={marking} marking={marking} />
              ))}
            </p>
          </Card>
        </div>
      </div>
    </Page>
  );
}
