/** What is picked, always in sight while something is: how many, decide, export, clear with a way back. In: the selection. Out: a bar at the foot of the window. */
import { Affix, Button, Group, Modal, Paper, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload, IconTag, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { formatCount, formatQuantity } from '../../../../src/words/index.js';
import { IS_STATIC } from '../../api.js';
import { ImageMarks } from '../marks/image-marks.js';
import { clearSelection, undoSelection, useSelection } from './selection.js';
import { SelectionExport } from './selection-export.js';

const BELOW_DIALOGS = 150;

export function SelectionBar(props: {
  /** Of the selection, how many are in what the page shows now; null where that means nothing. */
  shownCount: number | null;
}) {
  const selection = useSelection();
  const [isExporting, setExporting] = useState(false);
  const [isDeciding, setDeciding] = useState(false);
  const hiddenCount = props.shownCount === null ? 0 : selection.size - props.shownCount;
  return (
    <>
      {selection.size === 0 ? null : (
        <Affix
          zIndex={BELOW_DIALOGS}
          position={{ bottom: 16, left: '50%' }}
          style={{ transform: 'translateX(-50%)' }}
        >
          <Paper withBorder shadow="lg" px="md" py={8} role="region" aria-label="Selection">
            <Group gap="sm" wrap="nowrap">
              <Text size="sm" className="numbers" style={{ whiteSpace: 'nowrap' }}>
                <b>{formatCount(selection.size)}</b> selected
                {hiddenCount > 0 ? (
                  <Text span size="sm" c="var(--muted)" visibleFrom="sm">
                    {' '}
                    · {formatCount(hiddenCount)} elsewhere
                  </Text>
                ) : null}
              </Text>
              {IS_STATIC ? null : (
                <Button
                  size="compact-sm"
                  variant="default"
                  leftSection={<IconTag size={14} aria-hidden />}
                  onClick={() => setDeciding(true)}
                >
                  Decide …
                </Button>
              )}
              <Button
                size="compact-sm"
                leftSection={<IconDownload size={14} aria-hidden />}
                onClick={() => setExporting(true)}
              >
                Export …
              </Button>
              <Button
                size="compact-sm"
                variant="subtle"
                color="gray"
                leftSection={<IconX size={14} aria-hidden />}
                onClick={() => clearWithNotice(selection.size)}
              >
                Clear
              </Button>
            </Group>
          </Paper>
        </Affix>
      )}
      <Modal
        opened={isDeciding}
        onClose={() => setDeciding(false)}
        title={`Decide about ${formatQuantity(selection.size, 'image')}`}
        closeButtonProps={{ 'aria-label': 'Close (Esc)' }}
      >
        <ImageMarks images={[...selection.keys()]} />
      </Modal>
      <SelectionExport
        images={[...selection.values()]}
        isOpen={isExporting}
        onClose={() => setExporting(false)}
      />
    </>
  );
}

/** With a way back. */
function clearWithNotice(count: number) {
  clearSelection();
  const id = notifications.show({
    title: `${formatQuantity(count, 'image')} no longer selected`,
    message: (
      <Button
        size="compact-sm"
        variant="default"
        mt={4}
        onClick={() => {
          undoSelection();
          notifications.hide(id);
        }}
      >
        Undo
      </Button>
    ),
  });
}
