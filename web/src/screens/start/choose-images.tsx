/** The first step: a folder of this machine, or files that are dropped. In: what the server allows. Out: the path of a data set. */
import { Code, Grid, Text } from '@mantine/core';
import type { StartResponse } from '../../../../src/protocol/index.js';
import { CautionAlert } from '../../parts/page/caution-alert.js';
import { Panel } from '../../parts/page/panel.js';
import { DropFiles } from './drop-files.js';
import { FolderPicker } from './folder-picker.js';

export function ChooseImages(props: { start: StartResponse; choose: (path: string) => void }) {
  const { start, choose } = props;
  if (start.folders.length === 0) {
    return (
      <CautionAlert title="Nothing can be started from here">
        Others can reach this server, or it asks for no token, and a workspace is open in it. Whoever runs it
        starts another one with <Code>spuriosity serve</Code>.
      </CautionAlert>
    );
  }
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Panel
          title="Choose a folder of images"
          description={
            <>
              One folder for each class: <Code>photos/ants/…</Code>, or below the splits:{' '}
              <Code>photos/train/ants/…</Code>. Tables of labels, tar shards, zip archives and the layouts of
              known data sets are recognised, too. Nothing is copied or changed.
            </>
          }
          fills
        >
          <FolderPicker folders={start.folders} choose={choose} />
        </Panel>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Panel title="Or drop them here" description="They are copied, file by file." fills>
          <DropFiles start={start} choose={choose} />
          <Text size="xs" c="var(--muted)" mt="sm">
            A data set of many gigabytes is better chosen where it lies.
          </Text>
        </Panel>
      </Grid.Col>
    </Grid>
  );
}
