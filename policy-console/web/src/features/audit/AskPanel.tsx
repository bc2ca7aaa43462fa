import { ExportOutlined, FileSearchOutlined, SettingOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from '../../i18n/translation';
import { type Question, queryOf, questions } from './questions';
import type { Stream } from './searching';

interface Props {
  /** Streams that the reader may search. */
  open: readonly Stream[];
  onAsk: (question: Question, query: string) => void;
}

const icons = {
  touched: <FileSearchOutlined />,
  did: <UserOutlined />,
  left: <ExportOutlined />,
  changed: <SettingOutlined />,
};

/** Where an auditor begins: a question in words, which becomes a query that he can go on with. */
export function AskPanel({ open, onAsk }: Props) {
  const { t } = useTranslation();
  const asked = questions.filter((q) => open.includes(q.stream));
  return (
    <section className="wf-ask" aria-label={t('audit.ask.title')}>
      {asked.map((question) => (
        <Asking key={question.id} question={question} onAsk={onAsk} />
      ))}
    </section>
  );
}

function Asking({ question, onAsk }: { question: Question; onAsk: Props['onAsk'] }) {
  const { t } = useTranslation();
  const id = useId();
  const [about, setAbout] = useState('');
  const ready = question.about === 'optional' || about.trim() !== '';
  return (
    <form
      className="wf-card"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onAsk(question, queryOf(question.id, about));
      }}
    >
      <label htmlFor={id}>
        {icons[question.id]} {t(`audit.ask.${question.id}.question`)}
      </label>
      <div className="wf-ask-line">
        <Input
          id={id}
          value={about}
          maxLength={400}
          placeholder={t(`audit.ask.${question.id}.placeholder`)}
          onChange={(event) => setAbout(event.target.value)}
        />
        <Button htmlType="submit" type="primary" disabled={!ready}>
          {t('audit.ask.go')}
        </Button>
      </div>
      <small>{t(`audit.ask.${question.id}.hint`)}</small>
    </form>
  );
}
