import { QuestionOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useTranslation } from '../i18n/translation';
import { useHelp } from './context';

/** Opens the help of the page it stands on. */
export function HelpButton() {
  const { t } = useTranslation();
  const help = useHelp();
  if (!help) return null;
  return (
    <Tooltip title={t('help.pageKey')}>
      <Button
        type="text"
        shape="circle"
        size="small"
        className="wf-help-button wf-no-print"
        icon={<QuestionOutlined />}
        aria-label={t('help.page')}
        onClick={() => help.show('page')}
      />
    </Tooltip>
  );
}
