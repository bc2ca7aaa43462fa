import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Stream } from '../../api/types';
import { JsonView } from '../../ui/JsonView';
import { ProofPanel } from '../../ui/Proof';
import { ErrorState, LoadingRows } from '../../ui/States';

interface Props {
  at: { stream: Stream; seq: number } | null;
  onMove: (seq: number) => void;
  onClose: () => void;
}

/** One record as the ledger holds it, with the proof that it is unaltered. */
export function RecordDrawer({ at, onMove, onClose }: Props) {
  const { t } = useTranslation();
  const record = useQuery({
    queryKey: ['record', at?.stream, at?.seq],
    queryFn: ({ signal }) => api.record(at!.stream, at!.seq, signal),
    enabled: at !== null,
    staleTime: 60_000,
  });
  return (
    <Drawer
      open={at !== null}
      size={700}
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
      {record.isPending && at ? (
        <LoadingRows rows={6} />
      ) : record.isError ? (
        <ErrorState error={record.error} retry={() => void record.refetch()} />
      ) : (
        record.data && (
          <>
            <ProofPanel verification={record.data.verification} seq={record.data.seq} />
            {record.data.record ? (
              <JsonView value={record.data.record} label={t('audit.views.json')} />
            ) : (
              <p className="wf-hint">{t('audit.damaged')}</p>
            )}
          </>
        )
      )}
    </Drawer>
  );
}
