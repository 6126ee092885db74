/** The stop of the tour that one is at, over the page and beside what it speaks of. In: the tour's state. Out: a card with ways on and out. */
import { ActionIcon, Affix, Button, Group, Paper, Text, Title } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { KEEPS_FOCUS } from '../keys/kept-focus.js';
import { useKeys } from '../keys/keys.js';
import { TOUR_STOPS } from './tour-stops.js';
import { useTour } from './use-tour.js';

const BELOW_DIALOGS = 150;

export function TourCard() {
  const { stop, goTo, close } = useTour();
  // Wherever the focus is.
  useKeys('Tour', [{ keys: 'Escape', does: 'End the tour', run: close }], { isActive: stop !== null });
  if (stop === null) return null;
  const { title, text } = TOUR_STOPS[stop]!;
  const isLast = stop === TOUR_STOPS.length - 1;
  return (
    <Affix zIndex={BELOW_DIALOGS} position={{ bottom: 16, right: 16 }} maw="calc(100vw - 32px)" w={360}>
      <Paper withBorder shadow="lg" p="md" role="region" aria-label="Tour" {...KEEPS_FOCUS}>
        <Group justify="space-between" wrap="nowrap" mb={4}>
          <Text size="xs" c="var(--muted)" className="numbers">
            Stop {stop + 1} of {TOUR_STOPS.length}
          </Text>
          <ActionIcon variant="subtle" color="gray" aria-label="End the tour (Esc)" onClick={close}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Group>
        <div aria-live="polite">
          <Title order={2} size="h5">
            {title}
          </Title>
          <Text size="sm" mt={4}>
            {text}
          </Text>
        </div>
        <Group justify="flex-end" gap="xs" mt="sm">
          {stop > 0 ? (
            <Button size="xs" variant="default" onClick={() => goTo(stop - 1)}>
              Back
            </Button>
          ) : null}
          <Button key={stop} ref={takeFocus} size="xs" onClick={() => (isLast ? close() : goTo(stop + 1))}>
            {isLast ? 'Done' : 'Next'}
          </Button>
        </Group>
      </Paper>
    </Affix>
  );
}

/** At every stop the way on, as soon as it stands: the card comes a moment later than what it rests on. */
function takeFocus(button: HTMLButtonElement | null): void {
  button?.focus({ preventScroll: true });
}
