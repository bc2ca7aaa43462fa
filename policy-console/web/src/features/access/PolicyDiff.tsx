import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { Changes } from '../../ui/Changes';
import { EmptyState } from '../../ui/States';
import { type Difference, isSame, type Policy } from './policy';
import { PolicyCard } from './PolicyCard';

function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What one set of policies changes of another, policy by policy and member by member. */
export function PolicyDiff({ diff }: { diff: Difference }) {
  const { t, i18n } = useTranslation();
  if (isSame(diff)) return <EmptyState title={t('access.noDifference')} />;
  const list = (name: 'added' | 'removed', policies: Policy[]) =>
    policies.length > 0 && (
      <section>
        <h3 className="wf-section-title">{t(`access.${name}`, { count: policies.length })}</h3>
        {policies.map((policy) => (
          <PolicyCard key={policy.id} policy={policy} tone={name === 'added' ? 'ok' : 'bad'} />
        ))}
      </section>
    );
  return (
    <>
      {diff.changed.length > 0 && (
        <section>
          <h3 className="wf-section-title">{t('access.changedPolicies', { count: diff.changed.length })}</h3>
          {diff.changed.map((policy) => (
            <article key={policy.id} className="wf-policy" data-tone="warn">
              <header>
                <b>{pick(policy.title, i18n.language)}</b>
                <code>{policy.id}</code>
              </header>
              <Changes
                changes={policy.members.map((m) => ({
                  field: m.path,
                  before: shown(m.before),
                  after: shown(m.after),
                }))}
                name={(path) => t(`access.member.${path}`, { defaultValue: path })}
              />
            </article>
          ))}
        </section>
      )}
      {list('added', diff.added)}
      {list('removed', diff.removed)}
    </>
  );
}
