import { Modal } from 'antd';
import { useState } from 'react';
import { call } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { CaseFields } from './CaseFields';
import { CaseProblem } from './CaseProblem';
import { type Case, useCaseStep } from './case';

export function CaseHeadingDialog({ file, onEnd }: { file: Case; onEnd: () => void }) {
  const { t } = useTranslation();
  const [heading, setHeading] = useState(() => ({
    title: file.title,
    severity: file.severity,
    summary: file.summary,
    lead: file.lead,
    members: file.people.filter((name) => name !== file.lead),
  }));
  const save = useCaseStep(file.id, onEnd);
  return (
    <Modal
      open
      width={560}
      title={t('cases.edit')}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      okButtonProps={{ loading: save.isPending, disabled: heading.title.trim().length < 2 }}
      onOk={() =>
        save.mutate((version) => call('put', '/cases/{id}', { path: { id: file.id }, version, body: heading }))
      }
      onCancel={onEnd}
    >
      <CaseProblem id={file.id} error={save.error} />
      <CaseFields value={heading} onChange={setHeading} withLead />
    </Modal>
  );
}
