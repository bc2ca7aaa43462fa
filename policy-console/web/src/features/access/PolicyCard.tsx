import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { type Policy, member } from './policy';

type Tree = Record<string, unknown>;

/** One part of a policy as words: `roles: clerk, lead`. */
function parts(tree: unknown): [string, string][] {
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree as Tree).map(([name, value]) => [name, text(value)]);
}

function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(text).join(', ');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value as Tree)
      .map(([k, v]) => (v === true ? k : `${k} ${text(v)}`))
      .join(' ');
  }
  return String(value);
}

/** A policy to be read: what it says, about whom, what, when, and with which duties. */
export function PolicyCard({ policy, tone }: { policy: Policy; tone?: 'ok' | 'bad' }) {
  const { t, i18n } = useTranslation();
  const actions = member(policy, 'actions');
  return (
    <article className="wf-policy" data-tone={tone}>
      <header>
        <span className={`wf-tag wf-tone-${policy.effect === 'deny' ? 'bad' : 'ok'}`}>
          {t(`access.effect.${policy.effect ?? 'allow'}`)}
        </span>
        <b>{pick(policy.title, i18n.language) || policy.id}</b>
        <code>{policy.id}</code>
      </header>
      <dl className="wf-facts">
        {(['subjects', 'resources'] as const).map((part) => (
          <Part key={part} name={part} values={parts(policy[part])} />
        ))}
        <dt>{t('access.part.actions')}</dt>
        <dd>
          {(Array.isArray(actions) ? actions : []).map((a) => t(`access.action.${String(a)}`, { defaultValue: String(a) })).join(t('common.listSeparator'))}
        </dd>
        {(['conditions', 'obligations'] as const).map((part) => {
          const values = parts(policy[part]);
          return values.length > 0 ? <Part key={part} name={part} values={values} /> : null;
        })}
      </dl>
    </article>
  );
}

function Part({ name, values }: { name: string; values: [string, string][] }) {
  const { t } = useTranslation();
  return (
    <>
      <dt>{t(`access.part.${name}`)}</dt>
      <dd>
        {values.map(([key, value]) => (
          <span key={key} className="wf-policy-part">
            <i>{t(`access.member.${name}.${key}`, { defaultValue: key })}</i>
            {value === 'true' ? '' : ` ${value}`}
          </span>
        ))}
      </dd>
    </>
  );
}
