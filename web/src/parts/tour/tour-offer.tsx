/** Offers the tour to whoever opens the demo for the first time. In: nothing. Out: two sentences, or nothing once it was answered. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { useTour } from './use-tour.js';

export function TourOffer() {
  const { isKnown, goTo, close } = useTour();
  if (isKnown) return null;
  return (
    <Alert
      variant="light"
      icon={<IconRoute aria-hidden />}
      title="New here?"
      withCloseButton
      closeButtonLabel="No tour"
      onClose={close}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm">
          Five stops show how a cue is found, judged, measured and repaired on these images.
        </Text>
        <Button size="xs" onClick={() => goTo(0)}>
          Take the tour
        </Button>
      </Group>
    </Alert>
  );
}
