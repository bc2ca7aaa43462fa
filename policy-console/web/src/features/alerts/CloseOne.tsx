import { pick } from '../../i18n';
import { useTranslation } from '../../i18n/translation';
import { CloseDialog } from './CloseDialog';
import type { Alert } from './queue';
import { type Disposition, useTriage } from './triage';

interface Props {
  alert: Pick<Alert, 'id' | 'version' | 'title' | 'entity'>;
  preset?: Disposition;
  onClosed: () => void;
  onCancel: () => void;
}

/** Closes one alert, if it still stands as it was seen. */
export function CloseOne({ alert, preset, onClosed, onCancel }: Props) {
  const { i18n } = useTranslation();
  const triage = useTriage();
  return (
    <CloseDialog
      about={`${pick(alert.title, i18n.language)} · ${alert.entity.value}`}
      draft={alert.id}
      alertId={alert.id}
      entity={alert.entity.value}
      preset={preset}
      error={triage.error}
      pending={triage.isPending}
      onCancel={onCancel}
      onSubmit={(closing, sent) =>
        triage.mutate(
          { id: alert.id, action: 'close', body: { version: alert.version, ...closing } },
          {
            onSuccess: () => {
              sent();
              onClosed();
            },
          },
        )
      }
    />
  );
}
