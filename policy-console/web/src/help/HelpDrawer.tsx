import { CheckOutlined, MinusOutlined } from '@ant-design/icons';
import { useMatches } from '@tanstack/react-router';
import { Button, Drawer } from 'antd';
import { useSession } from '../app/session';
import { useTranslation } from '../i18n/translation';
import { EmptyState, ErrorState, LoadingRows } from '../ui/States';
import { useHelp } from './context';
import { useWords } from './useWords';
import type { PageHelp } from './words';

/** Help with the page that is shown. */
export function HelpDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const help = useHelp();
  const words = useWords();
  const path = useMatches().at(-1)?.routeId ?? '';
  const page = words.data?.pages[path];
  return (
    <Drawer
      open
      size={420}
      title={t('help.page')}
      onClose={onClose}
      footer={
        <div className="wf-inline">
          <Button onClick={() => help?.show('keys')}>{t('keys.title')}</Button>
          <Button onClick={() => help?.startTour()}>{t('help.tour')}</Button>
        </div>
      }
    >
      {words.isPending ? (
        <LoadingRows rows={4} />
      ) : words.isError ? (
        <ErrorState error={words.error} retry={() => void words.refetch()} />
      ) : page ? (
        <Explained page={page} />
      ) : (
        <EmptyState title={t('help.none')} />
      )}
    </Drawer>
  );
}

function Explained({ page }: { page: PageHelp }) {
  const { t } = useTranslation();
  const keys = Object.entries(page.keys);
  return (
    <div className="wf-help">
      <p>{page.purpose}</p>
      {page.tasks.map((task) => (
        <section key={task.title}>
          <h3>{task.title}</h3>
          <ol>
            {task.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </section>
      ))}
      {keys.length > 0 && (
        <section className="wf-keys">
          <h3>{t('help.keys')}</h3>
          <dl>
            {keys.map(([names, what]) => (
              <div key={names}>
                <dt>
                  {names.split(' ').map((name) => (
                    <kbd key={name}>{name}</kbd>
                  ))}
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <Permissions of={page.permissions} />
    </div>
  );
}

/** What the page needs, and which of it the reader has. */
function Permissions({ of }: { of: PageHelp['permissions'] }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const needed = Object.entries(of);
  return (
    <section>
      <h3>{t('help.permissions')}</h3>
      {needed.length === 0 && <p className="wf-hint">{t('help.everybody')}</p>}
      <ul className="wf-help-needs">
        {needed.map(([permission, what]) => (
          <li key={permission} data-has={can(permission) || undefined}>
            {can(permission) ? (
              <CheckOutlined aria-label={t('help.have')} />
            ) : (
              <MinusOutlined aria-label={t('help.lack')} />
            )}
            <span>{what}</span>
            <code>{permission}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
