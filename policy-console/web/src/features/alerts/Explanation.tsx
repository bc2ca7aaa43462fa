import type { Schema } from '../../api/call';
import { useTranslation } from '../../i18n/translation';
import { type Json, textOf } from '../../lib/record';
import { Chips, levelName, useLevels } from '../../ui/Labels';
import { Card } from '../../ui/Page';
import { RuleFalsePositives, RulePurpose } from '../../ui/RuleWords';
import { operatorText } from './operator';
import { PolicyBreach } from './PolicyBreach';
import { ThresholdChart } from './ThresholdChart';
import type { Detail } from './triage';

type AlertRecord = Schema<'AlertRecord'>;
type Explained = NonNullable<AlertRecord['alert']['explanation']>;
type Condition = NonNullable<Explained['conditions']>[number];

/** What a label lacks to read the other: the form of alerts of kind `label`. */
interface LabelBreach {
  person: string;
  clearance: number;
  asset: string;
  level: number;
  compartments_missing?: string[];
}

function Conditions({ conditions }: { conditions: Condition[] }) {
  const { t } = useTranslation();
  return (
    <table className="wf-table wf-table-quiet">
      <caption>{t('explain.conditions')}</caption>
      <thead>
        <tr>
          <th>{t('explain.field')}</th>
          <th>{t('explain.operator')}</th>
          <th>{t('explain.expected')}</th>
          <th>{t('explain.observed')}</th>
        </tr>
      </thead>
      <tbody>
        {conditions.map((c, i) => (
          <tr key={i}>
            <td>
              <code>{c.field}</code>
            </td>
            <td>{operatorText(t, c.operator)}</td>
            <td className="wf-break">
              <code>{textOf(c.expected as Json)}</code>
            </td>
            <td className="wf-break">
              <code className="wf-observed">{textOf(c.observed as Json)}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The level scheme as a ladder: how far the person may go, and where the asset stands. */
function LabelLadder({ label }: { label: LabelBreach }) {
  const { t, i18n } = useTranslation();
  const levels = useLevels();
  const rungs = [...levels].sort((a, b) => b.rank - a.rank);
  const missing = label.compartments_missing ?? [];
  const clearance = levelName(levels, label.clearance, i18n.language);
  const level = levelName(levels, label.level, i18n.language);
  const above = label.level > label.clearance;
  return (
    <section className="wf-ladder" aria-label={t('explain.label')}>
      <p>
        {t(above ? 'explain.labelAbove' : 'explain.labelScope', {
          person: label.person,
          clearance,
          asset: label.asset,
          level,
        })}
      </p>
      <ol>
        {rungs.map((rung) => {
          const isAsset = rung.rank === label.level;
          const isPerson = rung.rank === label.clearance;
          const zone =
            rung.rank <= label.clearance ? 'open' : rung.rank <= label.level ? 'breach' : 'above';
          return (
            <li key={rung.id} data-zone={zone}>
              <span className="wf-ladder-rank">{rung.rank}</span>
              <span className="wf-ladder-name">{levelName(levels, rung.rank, i18n.language)}</span>
              <span className="wf-ladder-mark">
                {isPerson && (
                  <em className="wf-ladder-person">
                    {t('explain.clearanceOf')} <b>{label.person}</b>
                  </em>
                )}
                {isAsset && (
                  <em className="wf-ladder-asset">
                    {t('explain.levelOf')} <b>{label.asset}</b>
                  </em>
                )}
              </span>
            </li>
          );
        })}
      </ol>
      {missing.length > 0 && (
        <p>
          {t('explain.missing')} <Chips values={missing} />
        </p>
      )}
    </section>
  );
}

export function Explanation({ detail }: { detail: Detail }) {
  const { t } = useTranslation();
  const { rule } = detail;
  const { conditions = [], threshold, label } = detail.alert.alert.explanation ?? {};
  const nothing = conditions.length === 0 && !threshold && !label;
  return (
    <Card title={t('explain.title')}>
      {rule && <RulePurpose text={rule.description} />}
      {label &&
        (label.kind === 'access_policy' ? (
          <PolicyBreach label={label} />
        ) : (
          <LabelLadder label={label as unknown as LabelBreach} />
        ))}
      {threshold && <ThresholdChart threshold={threshold} />}
      {conditions.length > 0 && <Conditions conditions={conditions} />}
      {nothing && <p className="wf-hint">{t('explain.nothing')}</p>}
      {rule && <RuleFalsePositives texts={rule.falsePositives} />}
    </Card>
  );
}
