import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Badge, Button, Checkbox, Drawer, Input, Select, TimePicker } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useId, useState } from 'react';
import { call, type Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { EmptyState, ErrorState, InlineProblem, LoadingRows } from '../../ui/States';
import { When } from '../../ui/When';
import { Field } from '../../ui/Field';
import type { Stream } from './searching';

type SavedQuery = Schema<'SavedQuery'>;

interface Props {
  stream: Stream;
  query: string;
  onOpen: (stream: Stream, query: string) => void;
  onRecord: (stream: Stream, seq: number) => void;
}

const minutesOfDay = 1440;
const refetchMillis = 60_000;

/** Queries that are kept; those with a schedule tell here what they have found. */
export function SavedQueries({ stream, query, onOpen, onRecord }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const saved = useQuery({
    queryKey: ['saved-queries'],
    queryFn: async ({ signal }) => (await call('get', '/audit/queries', { signal })).items,
    refetchInterval: refetchMillis,
  });
  const unseen = (saved.data ?? []).reduce((sum, each) => sum + (each.mine ? each.unseen : 0), 0);
  return (
    <>
      <Badge count={unseen} size="small" title={t('audit.saved.unseen', { count: unseen })}>
        <Button onClick={() => setOpen(true)}>{t('audit.saved.title')}</Button>
      </Badge>
      <Drawer open={open} size={560} title={t('audit.saved.title')} onClose={() => setOpen(false)}>
        <SaveForm stream={stream} query={query} />
        {saved.isPending ? (
          <LoadingRows rows={4} />
        ) : saved.isError ? (
          <ErrorState error={saved.error} retry={() => void saved.refetch()} />
        ) : saved.data.length === 0 ? (
          <EmptyState title={t('audit.saved.none')} />
        ) : (
          <ul className="wf-saved">
            {saved.data.map((each) => (
              <Entry
                key={each.id}
                saved={each}
                onOpen={() => {
                  setOpen(false);
                  onOpen(each.stream, each.query);
                }}
                onRecord={(seq) => {
                  setOpen(false);
                  onRecord(each.stream, seq);
                }}
              />
            ))}
          </ul>
        )}
      </Drawer>
    </>
  );
}

function SaveForm({ stream, query }: { stream: Stream; query: string }) {
  const { t } = useTranslation();
  const ids = useId();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const [every, setEvery] = useState(0);
  const [time, setTime] = useState<Dayjs>(dayjs().hour(8).minute(0).second(0).millisecond(0));
  const save = useMutation({
    mutationFn: () =>
      call('post', '/audit/queries', {
        body: {
          name: name.trim(),
          stream,
          query,
          shared,
          everyMinutes: every === 0 ? null : every,
          startAt: every === minutesOfDay ? time.second(0).millisecond(0).toISOString() : null,
        },
      }),
    onSuccess: () => {
      setName('');
      return client.invalidateQueries({ queryKey: ['saved-queries'] });
    },
  });
  return (
    <form
      className="wf-form wf-saved-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') save.mutate();
      }}
    >
      <p className="wf-hint">
        {t('audit.saved.current', { stream: t(`stream.${stream}`) })} <code>{query || t('audit.saved.everything')}</code>
      </p>
      <InlineProblem error={save.error} />
      <Field label={t('audit.saved.name')} htmlFor={`${ids}name`}>
        <Input id={`${ids}name`} value={name} maxLength={120} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label={t('audit.saved.schedule')} htmlFor={`${ids}every`}>
        <Select
          id={`${ids}every`}
          value={every}
          onChange={setEvery}
          options={[0, 5, 15, 60, 360, minutesOfDay, 7 * minutesOfDay].map((value) => ({
            value,
            label: t(`audit.saved.every.${value}`),
          }))}
        />
        {every === minutesOfDay && (
          <TimePicker
            aria-label={t('audit.saved.time')}
            format="HH:mm"
            allowClear={false}
            value={time}
            onChange={(value) => value && setTime(value)}
          />
        )}
      </Field>
      <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
        {t('audit.saved.share')}
      </Checkbox>
      <Button type="primary" htmlType="submit" disabled={name.trim() === ''} loading={save.isPending}>
        {t('common.save')}
      </Button>
    </form>
  );
}

interface EntryProps {
  saved: SavedQuery;
  onOpen: () => void;
  onRecord: (seq: number) => void;
}

function Entry({ saved, onOpen, onRecord }: EntryProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { modal } = App.useApp();
  const [runsOpen, setRunsOpen] = useState(false);
  const remove = useMutation({
    mutationFn: () => call('delete', '/audit/queries/{id}', { path: { id: saved.id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['saved-queries'] }),
  });
  return (
    <li>
      <div className="wf-rank-line">
        <button type="button" className="wf-link" onClick={onOpen}>
          {saved.name}
        </button>
        {saved.mine && saved.everyMinutes !== null && (
          <Badge count={saved.unseen} size="small">
            <Button size="small" aria-expanded={runsOpen} onClick={() => setRunsOpen(!runsOpen)}>
              {t('audit.saved.runs')}
            </Button>
          </Badge>
        )}
        {saved.mine && (
          <Button
            size="small"
            danger
            loading={remove.isPending}
            onClick={() =>
              modal.confirm({
                title: t('audit.saved.deleteTitle', { name: saved.name }),
                content: t('audit.saved.deleteHint'),
                okText: t('common.delete'),
                okButtonProps: { danger: true },
                onOk: () => remove.mutateAsync(),
              })
            }
          >
            {t('common.delete')}
          </Button>
        )}
      </div>
      <InlineProblem error={remove.error} />
      <small>
        {t(`stream.${saved.stream}`)} · <code>{saved.query || t('audit.saved.everything')}</code>
        {!saved.mine && ` · ${t('audit.saved.owner', { owner: saved.owner })}`}
        {saved.mine && saved.shared && ` · ${t('audit.saved.shared')}`}
      </small>
      {saved.nextRun && (
        <small>
          {t('audit.saved.next')} <When at={saved.nextRun} precision="minute" />
        </small>
      )}
      {runsOpen && <Runs id={saved.id} onRecord={onRecord} />}
    </li>
  );
}

function Runs({ id, onRecord }: { id: number; onRecord: (seq: number) => void }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const n = new Intl.NumberFormat(i18n.language);
  const runs = useQuery({
    queryKey: ['saved-query-runs', id],
    queryFn: async ({ signal }) => {
      const found = await call('get', '/audit/queries/{id}/runs', { path: { id }, signal });
      // Reading them has marked them as seen.
      void client.invalidateQueries({ queryKey: ['saved-queries'] });
      return found.items;
    },
  });
  if (runs.isPending) return <LoadingRows rows={2} />;
  if (runs.isError) return <ErrorState error={runs.error} />;
  if (runs.data.length === 0) return <p className="wf-hint">{t('audit.saved.noRuns')}</p>;
  return (
    <ul className="wf-runs">
      {runs.data.map((run) => (
        <li key={run.id} data-new={!run.seen || undefined}>
          <When at={run.at} precision="minute" />{' '}
          {run.outcome === 'done'
            ? t('audit.saved.found', { n: `${run.atLeast ? '≥ ' : ''}${n.format(run.found)}` })
            : t(`audit.saved.outcome.${run.outcome}`, { detail: run.detail ?? '' })}
          {run.hits.map((seq) => (
            <button key={seq} type="button" className="wf-term" onClick={() => onRecord(seq)}>
              {n.format(seq)}
            </button>
          ))}
        </li>
      ))}
    </ul>
  );
}
