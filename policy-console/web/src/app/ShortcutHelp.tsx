import { Modal } from 'antd';
import { useTranslation } from '../i18n/translation';

const keys: [group: string, entries: [keys: string[], name: string][]][] = [
  [
    'queue',
    [
      [['j', '↓'], 'next'],
      [['k', '↑'], 'previous'],
      [['Enter'], 'open'],
      [['x'], 'mark'],
      [['a'], 'acknowledge'],
      [['s'], 'assign'],
      [['f'], 'falsePositive'],
      [['c'], 'close'],
      [['e'], 'escalate'],
      [['Esc'], 'unmark'],
      [['/'], 'search'],
      [['r'], 'refresh'],
    ],
  ],
  [
    'alert',
    [
      [['a'], 'acknowledge'],
      [['s'], 'assign'],
      [['f'], 'falsePositive'],
      [['c'], 'close'],
      [['e'], 'escalate'],
      [['m'], 'comment'],
      [['j', 'k'], 'neighbour'],
      [['Esc'], 'back'],
    ],
  ],
  [
    'everywhere',
    [
      [['F1'], 'pageHelp'],
      [['?'], 'help'],
    ],
  ],
];

export function ShortcutHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={t('keys.title')} width={560}>
      <div className="wf-keys">
        {keys.map(([group, entries]) => (
          <section key={group}>
            <h3>{t(`keys.group.${group}`)}</h3>
            <dl>
              {entries.map(([names, action]) => (
                <div key={action}>
                  <dt>
                    {names.map((name) => (
                      <kbd key={name}>{name}</kbd>
                    ))}
                  </dt>
                  <dd>{t(`keys.${action}`)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
