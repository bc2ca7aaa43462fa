import { PlusOutlined } from '@ant-design/icons';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { EmptyState } from '../../ui/States';
import { freeId, indexOf, type Policy } from './policy';
import { PolicyFields } from './PolicyFields';
import type { Editor } from './useDraftEditor';

const route = getRouteApi('/access/drafts/$id');

/** The policies on the left, the chosen one as a form on the right. */
export function PolicyForm({ editor, readOnly }: { editor: Editor; readOnly: boolean }) {
  const { t, i18n } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { policies, problems } = editor;
  const found = policies.findIndex((p) => p.id === search.policy);
  const at = found >= 0 ? found : 0;
  const chosen = policies[at];
  const choose = (id: string | undefined) =>
    void navigate({ search: (old) => ({ ...old, policy: id }), replace: true });
  const replace = (policy: Policy) => {
    editor.setPolicies(policies.map((p, i) => (i === at ? policy : p)));
    if (policy.id !== search.policy) choose(policy.id);
  };
  const add = (policy: Policy) => {
    editor.setPolicies([...policies, policy]);
    choose(policy.id);
  };
  const bad = (i: number) => problems.filter((p) => indexOf(p) === i).length;
  const whole = problems.filter((p) => indexOf(p) === null);
  return (
    <div className="wf-split">
      <div>
        {whole.map((problem, i) => (
          <div key={i} className="wf-notice wf-notice-bad">
            {pick(problem, i18n.language)} <code>{problem.path}</code>
          </div>
        ))}
        <ol className="wf-list" aria-label={t('access.policiesOf')}>
          {policies.map((policy, i) => (
            <li key={`${policy.id}-${i}`}>
              <button
                type="button"
                className="wf-list-item"
                aria-current={i === at || undefined}
                onClick={() => choose(policy.id)}
              >
                <span className="wf-list-top">
                  <b>{pick(policy.title, i18n.language) || policy.id}</b>
                  <span className={`wf-tag wf-tone-${policy.effect === 'deny' ? 'bad' : 'ok'}`}>
                    {t(`access.effect.${policy.effect === 'deny' ? 'deny' : 'allow'}`)}
                  </span>
                </span>
                <small>
                  {policy.id}
                  {bad(i) > 0 && <b className="wf-bad-text"> · {t('access.problems', { count: bad(i) })}</b>}
                </small>
              </button>
            </li>
          ))}
        </ol>
        {!readOnly && (
          <Button
            className="wf-list-add"
            icon={<PlusOutlined />}
            onClick={() => {
              const id = freeId(policies);
              add({
                id,
                title: { zh: t('access.newPolicy', { lng: 'zh-CN' }), en: t('access.newPolicy', { lng: 'en' }) },
                effect: 'allow',
                subjects: { any: true },
                resources: { any: true },
                actions: ['read'],
              });
            }}
          >
            {t('access.addPolicy')}
          </Button>
        )}
      </div>
      {chosen ? (
        <PolicyFields
          key={at}
          policy={chosen}
          index={at}
          problems={problems}
          readOnly={readOnly}
          onChange={replace}
          onCopy={() => add({ ...chosen, id: freeId(policies, chosen.id) })}
          onRemove={() => {
            editor.setPolicies(policies.filter((_, i) => i !== at));
            choose(undefined);
          }}
        />
      ) : (
        <div className="wf-card">
          <EmptyState title={t('access.noPolicies')} hint={t('access.noPoliciesHint')} />
        </div>
      )}
    </div>
  );
}
