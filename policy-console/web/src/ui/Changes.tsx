import { useTranslation } from '../i18n/translation';

export interface Change {
  field: string;
  before: string;
  after: string;
}

/** What was, and what would be, line by line. */
export function Changes({ changes, name }: { changes: Change[]; name?: (field: string) => string }) {
  const { t } = useTranslation();
  return (
    <table className="wf-table wf-table-quiet wf-changes">
      <thead>
        <tr>
          <th>{t('changes.field')}</th>
          <th>{t('changes.before')}</th>
          <th>{t('changes.after')}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change, i) => (
          <tr key={`${change.field}-${i}`}>
            <th scope="row">{name ? name(change.field) : change.field}</th>
            <td data-side="before">{change.before || <span className="wf-none">–</span>}</td>
            <td data-side="after">{change.after || <span className="wf-none">–</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
