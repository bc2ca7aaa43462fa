import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { useEffect, useState } from 'react';
import { useTranslation } from '../i18n/translation';

export function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  // Browsers offer the clipboard only on https and loopback.
  if (!navigator.clipboard) return null;
  return (
    <button
      type="button"
      className="wf-icon-button"
      aria-label={copied ? t('common.copied') : t('common.copy')}
      title={copied ? t('common.copied') : t('common.copy')}
      onClick={(event) => {
        event.stopPropagation();
        navigator.clipboard.writeText(text).then(
          () => setCopied(true),
          () => setCopied(false),
        );
      }}
    >
      {copied ? <CheckOutlined /> : <CopyOutlined />}
    </button>
  );
}

/** A value people compare or carry away: identifiers, addresses, hashes. */
export function Copyable({ text, short }: { text: string; short?: number }) {
  const shown = short && text.length > short ? `${text.slice(0, short)}…` : text;
  return (
    <span className={`wf-copyable${short ? ' wf-nowrap' : ''}`}>
      <code title={shown === text ? undefined : text}>{shown}</code>
      <CopyButton text={text} />
    </span>
  );
}
