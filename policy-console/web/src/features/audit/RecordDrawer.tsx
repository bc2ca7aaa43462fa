import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Space, Tabs } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call';
import { useSession } from '../../app/session';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { type JsonObject, textOf } from '../../lib/record';
import { JsonView } from '../../ui/JsonView';
import { ProofPanel } from '../../ui/Proof';
import { ErrorState, LoadingRows } from '../../ui/States';
import { Watermark } from '../../ui/Watermark';
import { FieldTable } from './FieldTable';
import { RevealDialog, type Revealed } from './RevealDialog';
import type { Decision, Stream } from './searching';

interface Props {
  at: { stream: Stream; seq: number } | null;
  view: string | undefined;
  onView: (view: string) => void;
  onMove: (seq: number) => void;
  onRefine: (term: string) => void;
  onClose: () => void;
}

/** One record as the ledger holds it, with the proof that it is unaltered. */
export function RecordDrawer({ at, view, onView, onMove, onRefine, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={at !== null}
      size={600}
      mask={false}
      title={at ? t('audit.record', { stream: t(`stream.${at.stream}`), seq: at.seq }) : ''}
      onClose={onClose}
      extra={
        at && (
          <Space.Compact>
            <Button
              size="small"
              icon={<LeftOutlined />}
              disabled={at.seq === 0}
              aria-label={t('audit.before')}
              title={t('audit.before')}
              onClick={() => onMove(at.seq - 1)}
            />
            <Button
              size="small"
              icon={<RightOutlined />}
              aria-label={t('audit.after')}
              title={t('audit.after')}
              onClick={() => onMove(at.seq + 1)}
            />
          </Space.Compact>
        )
      }
    >
      {at && (
        <LedgerRecord
          key={`${at.stream}:${at.seq}`}
          at={at}
          view={view}
          onView={onView}
          onRefine={onRefine}
        />
      )}
    </Drawer>
  );
}

function LedgerRecord({
  at,
  view,
  onView,
  onRefine,
}: Pick<Props, 'view' | 'onView' | 'onRefine'> & { at: { stream: Stream; seq: number } }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [asked, setAsked] = useState<string | null>(null);
  const [revealed, setRevealed] = useState<ReadonlyMap<string, Revealed>>(new Map());
  const record = useQuery({
    queryKey: ['record', at.stream, at.seq],
    queryFn: ({ signal }) => call('get', '/audit/records/{stream}/{seq}', { path: at, signal }),
    staleTime: 60_000,
  });
  if (record.isPending) return <LoadingRows rows={6} />;
  if (record.isError) return <ErrorState error={record.error} retry={() => void record.refetch()} />;
  const content = record.data.record as JsonObject | null;
  const { masked, access, verification } = record.data;
  const proof = <ProofPanel verification={verification} seq={at.seq} />;
  if (!content) {
    return (
      <>
        {proof}
        <p className="wf-hint">{t('audit.damaged')}</p>
      </>
    );
  }
  const values = new Map(
    [...revealed].map(([field, one]) => [field, <RevealedValue key={field} revealed={one} />] as const),
  );
  const decisions = [...(access ? [access] : []), ...[...revealed.values()].flatMap((one) => one.decisions)];
  return (
    <Watermark decisions={decisions}>
      {masked.length > 0 && <MaskNotice count={masked.length} decision={access} />}
      {!verification.verified && proof}
      <Tabs
        size="small"
        activeKey={view ?? 'fields'}
        onChange={onView}
        items={[
          {
            key: 'fields',
            label: t('audit.views.fields'),
            children: (
              <div className="wf-record-fields">
                <FieldTable
                  record={content}
                  masked={masked}
                  revealed={values}
                  onRefine={onRefine}
                  onReveal={at.stream === 'events' && can('access:reveal') ? setAsked : undefined}
                />
              </div>
            ),
          },
          { key: 'json', label: t('audit.views.json'), children: <JsonView value={content} label={t('audit.views.json')} /> },
          {
            key: 'proof',
            label: t(verification.verified ? 'proof.verified' : 'proof.failed'),
            children: proof,
          },
        ]}
      />
      {asked !== null && (
        <RevealDialog
          seq={at.seq}
          field={asked}
          onClose={() => setAsked(null)}
          onRevealed={(one) => {
            setRevealed((old) => new Map(old).set(asked, one));
            setAsked(null);
          }}
        />
      )}
    </Watermark>
  );
}

function MaskNotice({ count, decision }: { count: number; decision: Decision | null }) {
  const { t, i18n } = useTranslation();
  return (
    <div className="wf-notice wf-notice-warn">
      <strong>{t('audit.masked.notice', { count })}</strong>
      {decision && (
        <p>
          {t('audit.masked.why', {
            asset: decision.asset,
            reason: pick(decision.reasonText, i18n.language),
          })}
          {decision.policy && ` ${t('audit.masked.policy', { policy: decision.policy, version: decision.setVersion })}`}
        </p>
      )}
    </div>
  );
}

function RevealedValue({ revealed }: { revealed: Revealed }) {
  const { t } = useTranslation();
  return (
    <span className="wf-revealed">
      <span className="wf-break">{textOf(revealed.value)}</span>
      <small>{t('audit.masked.onRecord')}</small>
    </span>
  );
}
