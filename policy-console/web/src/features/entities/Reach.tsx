import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { call, type Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { EntityLink } from '../../ui/EntityLink';
import { LevelChip } from '../../ui/Labels';
import { Card } from '../../ui/Page';
import { InlineProblem, LoadingRows } from '../../ui/States';

type Action = Schema<'AccessAction'>;
const actions: readonly Action[] = ['list', 'read', 'write', 'delete', 'export', 'share', 'reveal', 'execute', 'log-on', 'administer'];

interface Props {
  kind: 'person' | 'asset';
  id: string;
  action: string | undefined;
  onAction: (action: string | undefined) => void;
}

interface Line {
  id: string;
  name: string;
  verdict: 'allowed' | 'conditional';
  level?: number;
  policy?: string;
}

/** What a person can reach, or who can reach an asset, by the policies in force. */
export function Reach({ kind, id, action, onAction }: Props) {
  const { t } = useTranslation();
  const wanted = actions.find((one) => one === action) ?? 'read';
  const reach = useInfiniteQuery({
    queryKey: ['reach', kind, id, wanted],
    queryFn: async ({ pageParam, signal }): Promise<{ items: Line[]; next: string | null }> => {
      const query = { action: wanted, limit: 50, cursor: pageParam ?? undefined };
      if (kind === 'person') {
        const page = await call('get', '/access/what-can/{person}', { path: { person: id }, query, signal });
        return {
          items: page.items.map((one) => ({
            id: one.asset ?? '',
            name: one.name ?? one.asset ?? '',
            verdict: one.verdict ?? 'conditional',
            level: one.level,
            policy: one.policy,
          })),
          next: page.next,
        };
      }
      const page = await call('get', '/access/who-can/{asset}', { path: { asset: id }, query, signal });
      return {
        items: page.items.map((one) => ({
          id: one.person ?? '',
          name: one.name ?? one.person ?? '',
          verdict: one.verdict ?? 'conditional',
          policy: one.policy,
        })),
        next: page.next,
      };
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const lines = reach.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card
      title={t(`entities.reach.${kind}`)}
      extra={
        <Select
          size="small"
          aria-label={t('entities.reach.action')}
          value={wanted}
          options={actions.map((value) => ({ value, label: t(`explain.policy.actions.${value}`) }))}
          onChange={(value: Action) => onAction(value === 'read' ? undefined : value)}
        />
      }
    >
      <InlineProblem error={reach.error} />
      {reach.isPending && <LoadingRows rows={3} />}
      {reach.data && lines.length === 0 && <p className="wf-hint">{t(`entities.reach.none.${kind}`)}</p>}
      <ul className="wf-reach">
        {lines.map((line) => (
          <li key={line.id}>
            <EntityLink kind={kind === 'person' ? 'asset' : 'person'} id={line.id}>
              {line.name}
            </EntityLink>
            <small>
              {line.level !== undefined && <LevelChip rank={line.level} />} {t(`entities.reach.verdict.${line.verdict}`)}
              {line.policy && ` · ${line.policy}`}
            </small>
          </li>
        ))}
      </ul>
      {reach.hasNextPage && (
        <Button size="small" loading={reach.isFetchingNextPage} onClick={() => void reach.fetchNextPage()}>
          {t('cases.more')}
        </Button>
      )}
    </Card>
  );
}
