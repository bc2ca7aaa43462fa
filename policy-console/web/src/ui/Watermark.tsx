import { type ReactNode, useId, useState } from 'react';
import type { Schema } from '../api/call';
import { usePreferences } from '../app/preferences';
import { useSession } from '../app/session';
import { useTranslation } from '../i18n/translation';
import { formatInstant } from '../lib/time';

type Decision = Schema<'RecordDecision'>;

interface Props {
  /** What was decided about the content; a watermark is shown when one of them asks for it. */
  decisions: readonly Decision[];
  children: ReactNode;
}

/** Distance of two marks; the pattern is turned, so that no line of text stays free. */
const wide = 300;
const high = 96;

/**
 * Content under a mark that says who looked at it and when, on the screen and on paper. It is drawn,
 * not written as style or as a picture: the content security policy allows neither, and browsers leave
 * out backgrounds when they print.
 */
export function Watermark({ decisions, children }: Props) {
  const { t } = useTranslation();
  const asking = decisions.filter((one) => one.watermark);
  if (asking.length === 0) return children;
  const policies = [...new Set(asking.filter((one) => !one.grant).map((one) => one.policy))];
  return (
    <div className="wf-watermarked">
      <p className="wf-watermark-why">
        {policies.length > 0
          ? t('watermark.why', { count: policies.length, policies: policies.join(t('common.listSeparator')) })
          : t('watermark.emergency')}
      </p>
      {children}
      <Marks />
    </div>
  );
}

/** For the eye alone: readers of the screen are told by the sentence above the content. */
function Marks() {
  const { t } = useTranslation();
  const { user } = useSession();
  const { zone } = usePreferences();
  const [opened] = useState(() => Date.now());
  const pattern = useId();
  const who = user.displayName && user.displayName !== user.username ? `${user.displayName} ${user.username}` : user.username;
  return (
    <svg className="wf-watermark" width="100%" height="100%" aria-hidden="true" focusable="false">
      <defs>
        <pattern id={pattern} width={wide} height={high} patternUnits="userSpaceOnUse" patternTransform="rotate(-18)">
          <text x="8" y="36">
            {`${t('watermark.word')} · ${who}`}
          </text>
          <text x="8" y="54">
            {formatInstant(opened, zone)}
          </text>
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill={`url(#${pattern})`} />
    </svg>
  );
}
