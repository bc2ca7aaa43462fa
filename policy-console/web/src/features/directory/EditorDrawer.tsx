import { App, Button, Drawer, Space } from 'antd';
import { type FormEvent, type ReactNode, useId } from 'react';
import { useTranslation } from '../../i18n/translation';
import { type Change, Changes } from '../../ui/Changes';
import { InlineProblem } from '../../ui/States';
import { isCode } from './objects';

interface Props {
  title: string;
  /** Absent when the reader may look but not change. */
  onSave?: () => void;
  onDelete?: () => void;
  deleteQuestion?: string;
  /** Offered where the server says that others have to agree. */
  onAsk?: () => void;
  onClose: () => void;
  busy: boolean;
  problem: unknown;
  /** What somebody else changed since the form was opened. */
  theirs: Change[];
  fieldName: (field: string) => string;
  children: ReactNode;
}

/** The frame around the forms of people, assets and departments. */
export function EditorDrawer(props: Props) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const form = useId();
  const stale = isCode(props.problem, 'stale', 'version-required') || props.theirs.length > 0;
  const needsOthers = isCode(props.problem, 'approval-required');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onSave?.();
  };
  return (
    <Drawer
      open
      size={620}
      title={props.title}
      onClose={props.onClose}
      destroyOnHidden
      footer={
        <div className="wf-drawer-foot">
          {props.onDelete && (
            <Button
              danger
              onClick={() =>
                void modal.confirm({
                  title: props.deleteQuestion,
                  content: t('directory.deleteHint'),
                  okText: t('common.delete'),
                  okButtonProps: { danger: true },
                  onOk: props.onDelete,
                })
              }
            >
              {t('common.delete')}
            </Button>
          )}
          <span className="wf-grow" />
          <Space>
            <Button onClick={props.onClose}>{t(props.onSave ? 'common.cancel' : 'common.closePanel')}</Button>
            {props.onSave && (
              <Button type="primary" htmlType="submit" form={form} loading={props.busy}>
                {t('common.save')}
              </Button>
            )}
          </Space>
        </div>
      }
    >
      <form id={form} className="wf-form" onSubmit={submit}>
        {stale ? (
          <div className="wf-notice wf-notice-warn" role="alert">
            <strong>{t('directory.stale')}</strong>
            <p>{t('directory.staleHint')}</p>
            {props.theirs.length > 0 && <Changes changes={props.theirs} name={props.fieldName} />}
          </div>
        ) : needsOthers ? (
          <div className="wf-notice wf-notice-warn" role="alert">
            <strong>{t('directory.needsOthers')}</strong>
            <p>{t('directory.needsOthersHint')}</p>
            {props.onAsk && (
              <Button size="small" onClick={props.onAsk}>
                {t('directory.askOthers')}
              </Button>
            )}
          </div>
        ) : (
          <InlineProblem error={props.problem} />
        )}
        <fieldset disabled={!props.onSave}>{props.children}</fieldset>
      </form>
    </Drawer>
  );
}
