import { useQuery } from '@tanstack/react-query';
import { App } from 'antd';
import { useEffect, useRef } from 'react';
import { call, type Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { ErrorState, problemText } from '../../ui/States';
import { AssignDialog } from './AssignDialog';
import type { BulkDo } from './BulkBar';
import { type Bulk, type BulkAct, maxEscalated, otherNumber, type Target, useBulk } from './bulk';
import { CloseDialog } from './CloseDialog';
import { CommentDialog } from './CommentDialog';
import { EscalateDialog } from './EscalateDialog';
import { alertsById } from './queue';

/** An act on many alerts that somebody has begun. */
export interface Begun {
  act: BulkDo;
  target: Target;
  /** For the title of a case. */
  title: string;
  severity: Schema<'Severity'>;
}

interface Props {
  begun: Begun;
  onStarted: (job: Bulk) => void;
  onEscalated: (caseId: string) => void;
  onEnd: () => void;
}

/** Asks for what the act needs, then has the server do it to exactly as many alerts as are meant. */
export function BulkActs({ begun, onStarted, onEscalated, onEnd }: Props) {
  const { t, i18n } = useTranslation();
  const { message, modal } = App.useApp();
  const bulk = useBulk((job) => {
    onStarted(job);
    onEnd();
  });
  const n = new Intl.NumberFormat(i18n.language);
  const { act, target } = begun;
  const about = t('alerts.bulk.about', { n: `${n.format(target.count)}${target.exact ? '' : '+'}` });

  const run = (what: BulkAct, meant: Target = target, sent?: () => void) =>
    bulk.mutate(
      { act: what, target: meant },
      {
        onSuccess: sent,
        onError: (problem) => {
          const found = otherNumber(problem);
          if (found === null || found === 0) {
            if (act === 'acknowledge') {
              void message.error(problemText(t, problem).title);
              onEnd();
            }
            return;
          }
          bulk.reset();
          void modal.confirm({
            title: t('alerts.bulk.other.title', { n: n.format(found) }),
            content: t('alerts.bulk.other.hint', { meant: n.format(meant.count), n: n.format(found) }),
            okText: t('alerts.bulk.other.go', { n: n.format(found) }),
            cancelText: t('common.cancel'),
            onOk: () => run(what, { ...meant, count: found, exact: true }, sent),
            onCancel: act === 'acknowledge' ? onEnd : undefined,
          });
        },
      },
    );

  // Acknowledging asks for nothing.
  const asked = useRef(false);
  useEffect(() => {
    if (act !== 'acknowledge' || asked.current) return;
    asked.current = true;
    run({ action: 'acknowledge' });
  });

  switch (act) {
    case 'acknowledge':
      return null;
    case 'assign':
      return (
        <AssignDialog
          about={about}
          assignee={null}
          error={bulk.error}
          pending={bulk.isPending}
          onSubmit={(assignee) => run({ action: 'assign', assignee })}
          onCancel={onEnd}
        />
      );
    case 'comment':
      return (
        <CommentDialog
          about={about}
          draft="bulk"
          error={bulk.error}
          pending={bulk.isPending}
          onSubmit={(comment, sent) => run({ action: 'comment', comment }, target, sent)}
          onCancel={onEnd}
        />
      );
    case 'close':
      return (
        <CloseDialog
          about={about}
          draft="bulk"
          error={bulk.error}
          pending={bulk.isPending}
          onSubmit={(closing, sent) => run({ action: 'close', ...closing }, target, sent)}
          onCancel={onEnd}
        />
      );
    case 'escalate':
      return <EscalateMany begun={begun} onEscalated={onEscalated} onEnd={onEnd} />;
  }
}

/** A case names its alerts one by one: they are looked up first. */
function EscalateMany({ begun, onEscalated, onEnd }: Omit<Props, 'onStarted'>) {
  const { query } = begun.target;
  const alerts = useQuery({
    queryKey: ['alerts-to-escalate', query],
    queryFn: async ({ signal }) => {
      if (Array.isArray(query.ids)) return alertsById(query.ids as string[], signal);
      const plain = Object.fromEntries(
        Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
      ) as Record<string, string>;
      return (await call('get', '/alerts', { query: { ...plain, limit: maxEscalated }, signal })).items;
    },
    staleTime: 0,
  });
  if (alerts.error) return <ErrorState error={alerts.error} retry={() => void alerts.refetch()} />;
  if (!alerts.data) return null;
  return (
    <EscalateDialog
      alerts={alerts.data.filter((row) => row.caseId === null).map((row) => row.id)}
      title={begun.title}
      severity={begun.severity}
      onDone={(caseId) => {
        onEnd();
        onEscalated(caseId);
      }}
      onCancel={onEnd}
    />
  );
}
