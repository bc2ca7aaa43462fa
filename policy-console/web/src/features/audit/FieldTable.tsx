import { EyeOutlined, LockOutlined, MinusOutlined, PlusOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from '../../i18n/translation';
import { flatten, type JsonObject, queryTerm, textOf } from '../../lib/record';

interface Props {
  record: JsonObject;
  /** Fields whose values the server has hidden. */
  masked?: readonly string[];
  /** What stands in the place of a hidden value that was revealed. */
  revealed?: ReadonlyMap<string, ReactNode>;
  onRefine?: (term: string) => void;
  onReveal?: (field: string) => void;
}

/** Every field of a record; each value can be searched for or excluded, a hidden one asked for. */
export function FieldTable({ record, masked = [], revealed, onRefine, onReveal }: Props) {
  const { t } = useTranslation();
  return (
    <table className="wf-fields">
      <tbody>
        {flatten(record).map(([field, value]) => {
          const single = Array.isArray(value) && value.length === 1 ? value[0]! : value;
          const searchable = typeof single !== 'object';
          const hidden = masked.some((name) => name === field || field.startsWith(`${name}.`));
          const shown = revealed?.get(field);
          return (
            <tr key={field} data-masked={hidden || undefined}>
              <th scope="row">{field}</th>
              <td>
                {hidden ? (
                  shown ?? (
                    <>
                      <span className="wf-masked">
                        <LockOutlined aria-hidden /> {t('audit.masked.word')}
                      </span>
                      {onReveal && (
                        <button type="button" className="wf-link wf-reveal" onClick={() => onReveal(field)}>
                          <EyeOutlined aria-hidden /> {t('audit.masked.reveal')}
                          <span className="wf-hidden"> {field}</span>
                        </button>
                      )}
                    </>
                  )
                ) : (
                  <span className="wf-break">{textOf(value)}</span>
                )}
                {onRefine && searchable && !hidden && (
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
