import { Link } from '@tanstack/react-router';
import type { Marking } from '../../api/types';
import { useTranslation } from '../../i18n/translation';
import { Chips, LevelChip, MarkingChip } from '../../ui/Labels';
import { EntityLink } from '../../ui/EntityLink';
import { Card } from '../../ui/Page';
import { type Asset, type Person, useOwnerOf } from './entity';

export function PersonFacts({ person }: { person: Person }) {
  const { t } = useTranslation();
  return (
    <Card title={t('entities.person')}>
      <dl className="wf-facts">
        <dt>{t('entities.department')}</dt>
        <dd>{person.department || <span className="wf-none">{t('common.none')}</span>}</dd>
        <dt>{t('entities.status')}</dt>
        <dd>
          <span className={`wf-state-dot wf-state-${person.status}`}>{t(`people.status.${person.status}`)}</span>
          {person.admin && <span className="wf-chip wf-chip-admin">{t('entities.admin')}</span>}
        </dd>
        <dt>{t('entities.clearance')}</dt>
        <dd>
          <LevelChip rank={person.clearance} />
        </dd>
        <dt>{t('people.compartments')}</dt>
        <dd>
          <Chips values={person.compartments ?? []} />
        </dd>
        <dt>{t('entities.accounts')}</dt>
        <dd>
          {(person.accounts ?? []).map((account) => (
            <div key={account}>
              <EntityLink kind="user" id={account} />
            </div>
          ))}
        </dd>
        {(person.roles ?? []).length > 0 && (
          <>
            <dt>{t('entities.roles')}</dt>
            <dd>
              <Chips values={person.roles ?? []} />
            </dd>
          </>
        )}
        {person.employed && (
          <>
            <dt>{t('entities.employed')}</dt>
            <dd>
              {person.employed.from ?? '…'} → {person.employed.until ?? '…'}
            </dd>
          </>
        )}
      </dl>
    </Card>
  );
}

export function AssetFacts({ asset }: { asset: Asset }) {
  const { t } = useTranslation();
  return (
    <Card title={t('entities.asset')}>
      <dl className="wf-facts">
        <dt>{t('assets.level')}</dt>
        <dd>{asset.level ? <LevelChip rank={asset.level} /> : <span className="wf-late">{t('entities.ungraded')}</span>}</dd>
        {asset.marking && (
          <>
            <dt>{t('entities.marking')}</dt>
            <dd>
              <MarkingChip marking={asset.marking as Marking} />
            </dd>
          </>
        )}
        <dt>{t('people.compartments')}</dt>
        <dd>
          <Chips values={asset.compartments ?? []} />
        </dd>
        <dt>{t('entities.departments')}</dt>
        <dd>
          <Chips values={asset.departments ?? []} />
        </dd>
        <dt>{t('entities.owner')}</dt>
        <dd>
          {asset.owner ? <EntityLink kind="person" id={asset.owner} /> : <span className="wf-none">{t('common.none')}</span>}
        </dd>
        <dt>{t('entities.selectors')}</dt>
        <dd>
          {(asset.selectors ?? []).map((selector) => (
            <code key={selector} className="wf-selector">
              {selector}
            </code>
          ))}
        </dd>
      </dl>
    </Card>
  );
}

/** Whose account it is. */
export function OwnerOfAccount({ account }: { account: string }) {
  const { t } = useTranslation();
  const owner = useOwnerOf(account);
  return (
    <Card title={t('entities.ownerOfAccount')}>
      {owner.data ? (
        <Link to="/entities/$kind/$id" params={{ kind: 'person', id: owner.data.id ?? '' }} search={{}}>
          {owner.data.name}
        </Link>
      ) : (
        <p className="wf-hint">{t(owner.isLoading ? 'common.loading' : 'entities.noPerson')}</p>
      )}
    </Card>
  );
}
