import { App, Button, Drawer, Space } from 'antd';
import { type FormEvent, type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/http';
import { InlineProblem } from '../../ui/States';

interface Props {
  open: boolean;
  title: string;
  /** Absent when the reader may look but not change. */
  onSave?: () => void;
  onDelete?: () => void;
  deleteQuestion?: string;
  onClose: () => void;
  busy: boolean;
  problem: unknown;
  children: ReactNode;
}

/** The frame around the person and asset forms. */
export function EditorDrawer(props: Props) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const form = useId();
  const stale =
    props.problem instanceof ApiProblem &&
    ['stale', 'version-required'].includes(props.problem.code);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onSave?.();
  };
  return (
    <Drawer
      open={props.open}
      size={560}
      title={props.title}
      onClose={props.onClose}
      destroyOnHidden
      footer={
        <div className="wf-drawer-foot">
          {props.onDelete && (
            <Button
              danger
              onClick={() =>
                modal.confirm({
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
          </div>
        ) : (
          <InlineProblem error={props.problem} />
        )}
        <fieldset disabled={!props.onSave}>{props.children}</fieldset>
      </form>
    </Drawer>
  );
}
