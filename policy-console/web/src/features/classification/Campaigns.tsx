import { PlusOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { call } from '../../api/call';
import { useSession } from '../../app/session';
import { useTranslation } from '../../i18n/translation';
import { DirectoryPicker } from '../../ui/DirectoryPicker';
import { Field } from '../../ui/Field';
import { Meter } from '../../ui/Meter';
import { EmptyState, ErrorState, InlineProblem, LoadingRows } from '../../ui/States';
import { DayField } from '../directory/parts';

/** Reviews of the levels of a department, an owner, or everything. */
export function Campaigns() {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const [creating, setCreating] = useState(false);
  const campaigns = useQuery({
    queryKey: ['classification', 'campaigns'],
    queryFn: ({ signal }) => call('get', '/classification/campaigns', { signal }),
  });
  const n = new Intl.NumberFormat(i18n.language);
  const begin = can('classification:write') && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
      {t('classification.newCampaign')}
    </Button>
  );
  return (
    <>
      {begin && <div className="wf-filters">{begin}</div>}
      <div className="wf-card wf-card-flush">
        {campaigns.isPending ? (
          <LoadingRows />
        ) : campaigns.isError ? (
          <ErrorState error={campaigns.error} retry={() => void campaigns.refetch()} />
        ) : campaigns.data.items.length === 0 ? (
          <EmptyState title={t('classification.noCampaigns')} hint={t('classification.noCampaignsHint')} />
        ) : (
          <table className="wf-table">
            <thead>
              <tr>
                <th>{t('classification.title')}</th>
                <th>{t('classification.scope')}</th>
                <th>{t('classification.due')}</th>
                <th>{t('classification.progress')}</th>
                <th className="wf-number">{t('classification.raisedCount')}</th>
                <th className="wf-number">{t('classification.lowerRequested')}</th>
              </tr>
            </thead>
            <tbody>
              {campaigns.data.items.map((one) => (
                <tr key={one.id}>
                  <td>
                    <Link className="wf-strong" to="/classification/campaigns/$id" params={{ id: one.id }}>
                      {one.title}
                    </Link>
                    <small>{one.createdBy}</small>
                  </td>
                  <td>{one.department ?? one.owner ?? t('common.all')}</td>
                  <td>
                    {one.due} {one.overdue && <span className="wf-tag wf-tone-bad">{t('classification.overdue')}</span>}
                  </td>
                  <td>
                    <Meter label={one.title} done={one.decided} of={one.assets} text={`${n.format(one.decided)} / ${n.format(one.assets)}`} />
                  </td>
                  <td className="wf-number">{n.format(one.raised)}</td>
                  <td className="wf-number">{n.format(one.lowerRequested)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {creating && <NewCampaign onClose={() => setCreating(false)} />}
    </>
  );
}

function NewCampaign({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const ids = useId();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [title, setTitle] = useState('');
  const [due, setDue] = useState<string>();
  const [department, setDepartment] = useState<string>();
  const [owner, setOwner] = useState<string>();
  const create = useMutation({
    mutationFn: () =>
      call('post', '/classification/campaigns', { body: { title: title.trim(), due: due ?? '', department, owner } }),
    onSuccess: (campaign) => {
      void client.invalidateQueries({ queryKey: ['classification', 'campaigns'] });
      void navigate({ to: '/classification/campaigns/$id', params: { id: campaign.id } });
    },
  });
  return (
    <Modal
      open
      title={t('classification.newCampaign')}
      okText={t('classification.begin')}
      okButtonProps={{ disabled: title.trim() === '' || !due || Boolean(department && owner) }}
      confirmLoading={create.isPending}
      onOk={() => create.mutate()}
      onCancel={onClose}
    >
      <InlineProblem error={create.error} />
      <div className="wf-form">
        <Field label={t('classification.title')} htmlFor={`${ids}title`}>
          <Input id={`${ids}title`} autoFocus value={title} maxLength={200} onChange={(e) => setTitle(e.target.value)} />
        </Field>
        <DayField label={t('classification.due')} value={due} onChange={setDue} />
        <Field label={t('people.department')} htmlFor={`${ids}dep`} hint={t('classification.scopeHint')}>
          <DirectoryPicker id={`${ids}dep`} kind="department" value={department} onChange={setDepartment} />
        </Field>
        <Field label={t('assets.owner')} htmlFor={`${ids}own`} problem={department && owner ? t('classification.oneScope') : undefined}>
          <DirectoryPicker id={`${ids}own`} kind="person" value={owner} onChange={setOwner} />
        </Field>
      </div>
    </Modal>
  );
}
