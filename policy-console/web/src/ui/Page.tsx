import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { HelpButton } from '../help/HelpButton';
import { useTranslation } from '../i18n/translation';

interface Props {
  title: string;
  subtitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ title, subtitle, actions, children }: Props) {
  const { t } = useTranslation();
  const product = t('product.name');
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  return (
    <div className="wf-page">
      <header className="wf-page-head">
        <div>
          <div className="wf-page-title">
            <h1>{title}</h1>
            <HelpButton />
          </div>
          {subtitle && <p>{subtitle}</p>}
        </div>
        {actions && <div className="wf-page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export function Card({
  title,
  extra,
  children,
  flush,
}: {
  title?: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}) {
  return (
    <section className={`wf-card${flush ? ' wf-card-flush' : ''}`}>
      {title && (
        <header className="wf-card-head">
          <h2>{title}</h2>
          {extra && <div className="wf-card-extra">{extra}</div>}
        </header>
      )}
      <div className="wf-card-body">{children}</div>
    </section>
  );
}
