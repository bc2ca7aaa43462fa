import { MinusOutlined, PlusOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { flatten, type JsonObject, queryTerm, textOf } from '../../lib/record';

/** Every field of a record; each value can be searched for or excluded. */
export function FieldTable({
  record,
  onRefine,
}: {
  record: JsonObject;
  onRefine?: (term: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <table className="wf-fields">
      <tbody>
        {flatten(record).map(([field, value]) => {
          const single = Array.isArray(value) && value.length === 1 ? value[0]! : value;
          const searchable = typeof single !== 'object';
          return (
            <tr key={field}>
              <th scope="row">{field}</th>
              <td>
                <span className="wf-break">{textOf(value)}</span>
                {onRefine && searchable && (
                  <span className="wf-refine">
                    <button
                      type="button"
                      className="wf-icon-button"
                      aria-label={t('audit.include', { field })}
                      title={t('audit.include', { field })}
                      onClick={() => onRefine(queryTerm(field, single))}
                    >
                      <PlusOutlined />
                    </button>
                    <button
                      type="button"
                      className="wf-icon-button"
                      aria-label={t('audit.exclude', { field })}
                      title={t('audit.exclude', { field })}
                      onClick={() => onRefine(queryTerm(field, single, true))}
                    >
                      <MinusOutlined />
                    </button>
                  </span>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
