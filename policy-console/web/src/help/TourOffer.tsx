import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useSession } from '../app/session';
import { useTranslation } from '../i18n/translation';
import { store, stored } from '../lib/stored';
import { useHelp } from './context';
import { wayOf } from './stops';

/** Offers the tour to whoever is here for the first time; afterwards it is in the help menu. */
export function TourOffer() {
  const { t } = useTranslation();
  const { user } = useSession();
  const help = useHelp();
  const key = `tour.${user.username}`;
  const [open, setOpen] = useState(() => stored(key) === null && wayOf(user.roles).length > 0);
  useEffect(() => store(key, 'offered'), [key]);
  if (!open) return null;
  return (
    <aside className="wf-tour-offer wf-no-print" aria-label={t('help.tour')}>
      <span>
        <strong>{t('tour.offer')}</strong> {t('tour.offerHint')}
      </span>
      <span className="wf-grow" />
      <Button
        size="small"
        type="primary"
        onClick={() => {
          setOpen(false);
          help?.startTour();
        }}
      >
        {t('tour.start')}
      </Button>
      <Button size="small" onClick={() => setOpen(false)}>
        {t('tour.later')}
      </Button>
    </aside>
  );
}
