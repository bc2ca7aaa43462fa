import { Drawer } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from '../../i18n/translation';
import { ErrorState, LoadingRows } from '../../ui/States';
import { type Body, type Kind, useObject } from './objects';

interface Props<K extends Kind> {
  kind: K;
  id: string;
  onClose: () => void;
  children: (object: Body<K> & { id: string; version: number }) => ReactNode;
}

/** Reads one object before its form opens; says so when it cannot be read. */
export function ObjectDrawer<K extends Kind>({ kind, id, onClose, children }: Props<K>) {
  const { t } = useTranslation();
  const object = useObject(kind, id);
  if (object.data) return children(object.data);
  return (
    <Drawer open size={620} title={id} onClose={onClose}>
      {object.isError ? <ErrorState error={object.error} retry={() => void object.refetch()} /> : <LoadingRows />}
      <span className="wf-hidden">{t('common.loading')}</span>
    </Drawer>
  );
}
