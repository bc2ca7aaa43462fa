import { createCache, extractStyle, StyleProvider } from '@ant-design/cssinjs';
import {
  App,
  AutoComplete,
  Badge,
  Button,
  Checkbox,
  ConfigProvider,
  DatePicker,
  Drawer,
  Dropdown,
  Empty,
  Input,
  InputNumber,
  Modal,
  Popover,
  Progress,
  QRCode,
  Segmented,
  Select,
  Space,
  Spin,
  Tabs,
  TimePicker,
  Tooltip,
} from 'antd';
import useMessageStyle from 'antd/lib/message/style';
import Confirm from 'antd/lib/modal/style/confirm';
import { readFileSync } from 'node:fs';
import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import { rulesInUse, rulesOf } from '../../antd-styles.ts';

const shipped = readFileSync('node_modules/antd/dist/antd.css', 'utf8');

function Message() {
  useMessageStyle('ant-message', 'ant-message-css-var');
  return null;
}

/** What antd makes in the browser when nobody has made it before. */
function made(): string[] {
  const cache = createCache();
  const items = [{ key: 'a', label: 'a' }];
  renderToString(
    <StyleProvider cache={cache}>
      <ConfigProvider theme={{ hashed: false }}>
        <App>
          <AutoComplete />
          <Badge count={3} />
          <Button />
          <Checkbox />
          <DatePicker />
          <DatePicker.RangePicker />
          <Drawer />
          <Dropdown menu={{ items }}>
            <a>a</a>
          </Dropdown>
          <Empty />
          <Input />
          <Input.Password />
          <Input.Search />
          <Input.TextArea />
          <InputNumber />
          <Message />
          <Modal />
          <Confirm prefixCls="ant-modal" />
          <Popover content="a">
            <a>a</a>
          </Popover>
          <Progress />
          <QRCode value="a" />
          <Segmented options={['a']} />
          <Select />
          <Space />
          <Space.Compact>
            <Button />
          </Space.Compact>
          <Spin />
          <Tabs items={items} />
          <TimePicker />
          <Tooltip title="a">
            <a>a</a>
          </Tooltip>
        </App>
      </ConfigProvider>
    </StyleProvider>,
  );
  return rulesOf(extractStyle(cache, { plain: true, types: 'style' }));
}

it('the sheet has every rule that antd would make, but for writing from right to left', () => {
  const sheet = new Set(rulesOf(rulesInUse(shipped)));
  const rules = made().filter((rule) => !rule.startsWith('.data-ant-cssinjs-cache-path'));
  expect(rules.length).toBeGreaterThan(1_000);
  expect(rules.filter((rule) => !sheet.has(rule) && !rule.includes('-rtl'))).toEqual([]);
});

it('what is not in use is not in the sheet', () => {
  const sheet = rulesInUse(shipped);
  expect(sheet.length).toBeLessThan(shipped.length / 2);
  for (const name of ['ant-upload', 'ant-tree', 'ant-picker-calendar', 'ant-menu', 'css-var-_R_']) {
    const ofIt = (rule: string) => rule.startsWith(`.${name}`);
    expect(rulesOf(shipped).some(ofIt), name).toBe(true);
    expect(rulesOf(sheet).some(ofIt), name).toBe(false);
  }
});
