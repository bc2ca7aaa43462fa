import { LeftOutlined, RightOutlined, VerticalRightOutlined } from '@ant-design/icons';
import { useRouter, useRouterState } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from '../i18n/translation';

declare module '@tanstack/history' {
  interface HistoryState {
    /** How many pages of a list lie before this entry of the history. */
    pages?: number;
  }
}

interface Props {
  /** Where this page begins; absent on the first one. */
  cursor: string | undefined;
  next: string | null | undefined;
  shown: number;
  onGo: (cursor: string | undefined, pages: number) => void;
}

/**
 * Pages of a list that the server gives by keyset: onwards, to the first one, and back as far as the
 * browser's history knows.
 */
export function Pager({ cursor, next, shown, onGo }: Props) {
  const { t } = useTranslation();
  const router = useRouter();
  const pages = useRouterState({ select: (state) => state.location.state.pages ?? 0 });
  if (!cursor && !next) return null;
  return (
    <nav className="wf-pager" aria-label={t('pager.label')}>
      <span className="wf-hint">{t('pager.shown', { count: shown })}</span>
      <Button size="small" icon={<VerticalRightOutlined />} disabled={!cursor} onClick={() => onGo(undefined, 0)}>
        {t('pager.first')}
      </Button>
      <Button
        size="small"
        icon={<LeftOutlined />}
        disabled={!cursor || pages === 0}
        onClick={() => router.history.back()}
      >
        {t('pager.previous')}
      </Button>
      <Button size="small" disabled={!next} onClick={() => onGo(next ?? undefined, pages + 1)}>
        {t('pager.next')} <RightOutlined />
      </Button>
    </nav>
  );
}
