/** A bar across the page while the folder of the images is not where the workspace knows it: why no picture shows, and how to mend it. */
import { Text } from '@mantine/core';
import { IconFolderOff } from '@tabler/icons-react';
import { CautionAlert } from '../parts/page/caution-alert.js';
import { Command } from '../parts/page/command.js';
import { useRead } from '../queries.js';

export function MissingDataBar() {
  const { data } = useRead('GET /api/workspace', {});
  const missing = data?.missingData ?? null;
  if (missing === null) return null;
  return (
    <CautionAlert
      role="status"
      mb="md"
      icon={<IconFolderOff aria-hidden />}
      title="The images are not where they were"
    >
      <Text size="sm">
        There is no <bdi style={{ overflowWrap: 'anywhere' }}>{missing.root}</bdi>: numbers and verdicts stand
        as they are, pictures cannot be shown or drawn. Put the data set back, or say where it is now, in
        place of FOLDER:
      </Text>
      <Command text={missing.command} />
    </CautionAlert>
  );
}
