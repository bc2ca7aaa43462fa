import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { InlineProblem } from '../../ui/States';
import { CaseFields, type CaseHeading } from './CaseFields';

interface Props {
  onOpened: (id: string) => void;
  onCancel: () => void;
}

/** Opens a case that no alert has led to, such as a report by telephone. */
export function NewCaseDialog({ onOpened, onCancel }: Props) {
  const { t } = useTranslation();
  const { user } = useSession();
  const client = useQueryClient();
  const [once] = useState(() => crypto.randomUUID());
  const [heading, setHeading] = useState<CaseHeading>({
    title: '',
    severity: 'medium',
    summary: '',
    lead: user.username,
    members: [],
  });
  const open = useMutation({
    mutationFn: () => {
      const { title, severity, summary, members } = heading;
      return call('post', '/cases', { body: { title: title.trim(), severity, summary, members }, once });
    },
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: ['cases'] });
      onOpened(made.id);
    },
  });
  return (
    <Modal
      open
      width={560}
      title={t('cases.new')}
      okText={t('cases.open')}
      cancelText={t('common.cancel')}
      okButtonProps={{ loading: open.isPending, disabled: heading.title.trim().length < 2 }}
      onOk={() => open.mutate()}
      onCancel={onCancel}
    >
      <InlineProblem error={open.error} />
      <CaseFields value={heading} onChange={setHeading} />
    </Modal>
  );
}
