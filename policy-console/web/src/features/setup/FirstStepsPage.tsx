import { CheckCircleFilled, ClockCircleOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { call } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { AskApproval } from '../../ui/AskApproval';
import { Card, Page } from '../../ui/Page';
import { useHolders, useOfficers } from '../users/accounts';
import { FirstAgent } from './FirstAgent';
import { officers } from './officers';

const custodian = ['KEY_CUSTODIAN'] as const;
const owner = ['DATA_OWNER'] as const;

interface Step {
  name: string;
  done: boolean | null;
  action?: ReactNode;
}

/** What a new installation still needs, and whose turn it is. A step nobody may see shows as unknown. */
export function FirstStepsPage() {
  const { t } = useTranslation();
  const { user, can } = useSession();
  const [asking, setAsking] = useState(false);
  const accounts = useOfficers(can('user:read'));
  const custodians = useHolders(custodian, can('user:read'));
  const owners = useHolders(owner, can('user:read'));
  const vault = useQuery({
    queryKey: ['keys', 'vault'],
    queryFn: ({ signal }) => call('get', '/keys/vault', { signal }),
    enabled: can('key:read'),
  });
  const authorities = useQuery({
    queryKey: ['agents', 'authorities'],
    queryFn: ({ signal }) => call('get', '/agents/authorities', { signal }),
    enabled: can('agent:read'),
  });
  const certificates = useQuery({
    queryKey: ['agents', 'certificates', 'first'],
    queryFn: ({ signal }) => call('get', '/agents/certificates', { query: { limit: 1 }, signal }),
    enabled: can('agent:read'),
  });
  const holds = (role: (typeof officers)[number]) => accounts.data?.filter((a) => a.enabled && a.roles.includes(role)) ?? [];
  const hasAuthority = authorities.data ? authorities.data.items.some((a) => a.state === 'current') : null;
  const steps: Step[] = [
    { name: 'officers', done: accounts.data ? officers.every((role) => holds(role).length > 0) : null },
    {
      name: 'passwords',
      done: accounts.data ? officers.every((role) => holds(role).every((a) => !a.passwordChangeDue)) : null,
      action: user.passwordChangeDue && <Link to="/profile">{t('nav.profile')}</Link>,
    },
    {
      name: 'factors',
      done: accounts.data ? officers.every((role) => holds(role).every((a) => a.secondFactor)) : null,
      action: !user.secondFactor && <Link to="/profile">{t('profile.enrol')}</Link>,
    },
    {
      name: 'people',
      done:
        custodians.data && owners.data
          ? custodians.data.some((a) => a.enabled) && owners.data.some((a) => a.enabled)
          : null,
      action: can('user:read') && <Link to="/users">{t('nav.users')}</Link>,
    },
    {
      name: 'vault',
      done: vault.data ? vault.data.state === 'unsealed' : null,
      action: can('key:read') && vault.data?.state !== 'unsealed' && <Link to="/keys/ceremony">{t('vault.toCeremony')}</Link>,
    },
    {
      name: 'authority',
      done: hasAuthority,
      action: can('agent:authority') && hasAuthority === false && (
        <Button size="small" onClick={() => setAsking(true)}>
          {t('setup.askAuthority')}
        </Button>
      ),
    },
    { name: 'agent', done: certificates.data ? certificates.data.items.length > 0 : null },
  ];
  return (
    <Page title={t('nav.firstSteps')} subtitle={t('setup.firstStepsSubtitle')}>
      <Card>
        <ol className="wf-agreements wf-first-steps">
          {steps.map((step) => (
            <li key={step.name} data-given={step.done || undefined}>
              {step.done ? <CheckCircleFilled aria-hidden /> : <ClockCircleOutlined aria-hidden />}
              <div>
                <b>{t(`setup.first.${step.name}`)}</b>{' '}
                <span className="wf-hint">{t(step.done === null ? 'setup.unknown' : step.done ? 'setup.done' : 'setup.open')}</span>
                <p className="wf-hint">{t(`setup.firstHint.${step.name}`)}</p>
              </div>
              <span className="wf-grow" />
              {step.action}
            </li>
          ))}
        </ol>
      </Card>
      {can('agent:enrol') && <FirstAgent />}
      {asking && (
        <AskApproval
          kind="agent-ca.set-up"
          target="agents"
          parameters={{ source: 'made' }}
          title={t('setup.askAuthority')}
          explain={<p>{t('setup.authorityText')}</p>}
          onClose={() => setAsking(false)}
        />
      )}
    </Page>
  );
}
