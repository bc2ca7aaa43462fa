import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { call, type Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { InlineProblem } from '../../ui/States';

/** Applies exactly what was shown: removals and people with more rights are named, not overlooked. */
export function ApplyImport({ it }: { it: Schema<'Import'> }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const [agreed, setAgreed] = useState({ removed: false, raised: false, skipErrors: false });
  const apply = useMutation({
    mutationFn: () =>
      call('post', '/imports/{id}/apply', {
        path: { id: it.id },
        body: { removed: it.removed, raised: it.raised, skipErrors: agreed.skipErrors },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ['imports'] }),
  });
  const n = new Intl.NumberFormat(i18n.language);
  const asked = [
    { key: 'removed', needed: it.removed > 0, count: it.removed },
    { key: 'raised', needed: it.raised > 0, count: it.raised },
    { key: 'skipErrors', needed: it.errors > 0, count: it.errors },
  ] as const;
  const ready = asked.every((one) => !one.needed || agreed[one.key]);
  const todo = it.created + it.changed + it.removed;
  return (
    <div className="wf-decision">
      <InlineProblem error={apply.error} />
      <div className="wf-checks">
        {asked
          .filter((one) => one.needed)
          .map((one) => (
            <Checkbox
              key={one.key}
              checked={agreed[one.key]}
              onChange={(event) => setAgreed((old) => ({ ...old, [one.key]: event.target.checked }))}
            >
              {t(`imports.agree.${one.key}`, { n: n.format(one.count) })}
            </Checkbox>
          ))}
      </div>
      <div className="wf-decision-buttons">
        <Button type="primary" disabled={!ready || todo === 0} loading={apply.isPending} onClick={() => apply.mutate()}>
          {t('imports.apply', { n: n.format(todo) })}
        </Button>
      </div>
    </div>
  );
}
