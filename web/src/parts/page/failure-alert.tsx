/**
 * A refusal or breakdown as a person can use it: what, why, next, and a way to try again.
 * In: any error. Out: an alert in the page, or a passing notice.
 */
import { Alert, Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { RequestError } from '../../api.js';

function describeFailure(error: unknown): { what: string; next: string | null } {
  if (error instanceof RequestError) return { what: error.message, next: error.next };
  return {
    what: error instanceof Error ? error.message : String(error),
    next: 'Reload the page; if it happens again, this is a fault of the program.',
  };
}

export function FailureAlert(props: { error: unknown; title?: string; retry?: () => unknown }) {
  const { what, next } = describeFailure(props.error);
  return (
    <Alert
      role="alert"
      color="red"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={props.title ?? 'This could not be loaded'}
    >
      <Text size="sm">{what}</Text>
      {next ? (
        <Text size="sm" mt={4}>
          {next}
        </Text>
      ) : null}
      {props.retry ? (
        <Group mt="sm">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            onClick={() => props.retry?.()}
          >
            Try again
          </Button>
        </Group>
      ) : null}
    </Alert>
  );
}

/** A passing notice that something a person did was refused. */
export function showFailure(title: string, error: unknown): void {
  const { what, next } = describeFailure(error);
  notifications.show({
    color: 'red',
    title,
    message: [what, next].filter(Boolean).join(' '),
    icon: <IconAlertTriangle size={18} aria-hidden />,
    autoClose: 8000,
  });
}
