import { CompassOutlined, QuestionCircleOutlined, ReadOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useTranslation } from '../i18n/translation';
import { useHelp } from './context';

/** All help there is, in the bar above every page. */
export function HelpMenu() {
  const { t } = useTranslation();
  const help = useHelp();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'page', icon: <ReadOutlined />, label: t('help.page'), extra: 'F1' },
          { key: 'keys', icon: <QuestionCircleOutlined />, label: t('keys.title'), extra: '?' },
          { key: 'tour', icon: <CompassOutlined />, label: t('help.tour') },
        ],
        onClick: ({ key }) => {
          if (key === 'page' || key === 'keys') help?.show(key);
          else help?.startTour();
        },
      }}
    >
      <Button id="wf-help" type="text" icon={<QuestionCircleOutlined />} aria-label={t('help.menu')} />
    </Dropdown>
  );
}
