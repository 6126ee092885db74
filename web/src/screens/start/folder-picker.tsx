/**
 * Folders of the machine that the server runs on, as far as it shows them.
 * In: where one may begin. Out: the path of a folder, an archive or a table; a workspace is opened at once.
 */
import { Button, Code, Group, Loader, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconArrowUp, IconBox, IconFileZip, IconFolder, IconFolderOpen } from '@tabler/icons-react';
import { useState } from 'react';
import type { FolderEntry, FolderResponse } from '../../../../src/protocol/index.js';
import { formatQuantity } from '../../../../src/words/index.js';
import { send } from '../../api.js';
import { CautionAlert } from '../../parts/page/caution-alert.js';
import { FailureAlert, showFailure } from '../../parts/page/failure-alert.js';
import { useRead } from '../../queries.js';
import { goToStudy } from './go-to-study.js';
import classes from './start.module.css';

const ICONS = { folder: IconFolder, workspace: IconBox, data: IconFileZip } as const;

export function FolderPicker(props: { folders: readonly string[]; choose: (path: string) => void }) {
  const { folders, choose } = props;
  const [path, setPath] = useState(folders[0]!);
  const folder = useRead('GET /api/start/folder', {}, { query: { path }, keep: true, isVolatile: true });
  return (
    <Stack gap="sm">
      {/* From a folder that cannot be shown there is no way up. */}
      {(folders.length > 1 || folder.error !== null) && (
        <Group gap="xs" role="group" aria-label="Begin at">
          {folders.map((start) => (
            <Button key={start} size="compact-xs" variant="default" onClick={() => setPath(start)}>
              {start}
            </Button>
          ))}
        </Group>
      )}
      {folder.error ? (
        <FailureAlert
          error={folder.error}
          title="This folder cannot be shown"
          retry={() => folder.refetch()}
        />
      ) : folder.data === undefined ? (
        <Loader size="sm" />
      ) : (
        <Folder folder={folder.data} isFresh={!folder.isPlaceholderData} go={setPath} choose={choose} />
      )}
    </Stack>
  );
}

function Folder(props: {
  folder: FolderResponse;
  /** False while the next folder is on its way. */
  isFresh: boolean;
  go: (path: string) => void;
  choose: (path: string) => void;
}) {
  const { folder, go, choose, isFresh } = props;
  return (
    <>
      <Group gap="xs" wrap="nowrap" justify="space-between">
        <Code style={{ overflowWrap: 'anywhere' }} aria-label="Folder">
          {folder.path}
        </Code>
        <Button
          size="compact-sm"
          variant="default"
          miw="max-content"
          leftSection={<IconArrowUp size={14} aria-hidden />}
          disabled={folder.parent === null}
          onClick={() => folder.parent !== null && go(folder.parent)}
        >
          Up
        </Button>
      </Group>
      <ul className={classes.entries} aria-label={`What lies in ${folder.path}`} aria-busy={!isFresh}>
        {folder.entries.map((entry) => (
          <Entry key={entry.path} entry={entry} go={go} choose={choose} />
        ))}
      </ul>
      {folder.entries.length === 0 && (
        <Text size="sm" c="var(--muted)">
          No folders, archives or tables lie here.
        </Text>
      )}
      {folder.isCut && <CautionAlert>There are more entries than are listed.</CautionAlert>}
      <Group justify="space-between">
        <Text size="xs" c="var(--muted)">
          {folder.imageCount === 0 ? '' : `${formatQuantity(folder.imageCount, 'image')} directly in here`}
        </Text>
        <Button
          leftSection={<IconFolderOpen size={16} aria-hidden />}
          disabled={!isFresh}
          onClick={() => choose(folder.path)}
        >
          Use this folder
        </Button>
      </Group>
    </>
  );
}

function Entry(props: { entry: FolderEntry; go: (path: string) => void; choose: (path: string) => void }) {
  const { entry, go, choose } = props;
  const Icon = ICONS[entry.kind];
  const act = () => {
    if (entry.kind === 'folder') return go(entry.path);
    if (entry.kind === 'data') return choose(entry.path);
    void send('POST /api/start/workspaces', {}, { path: entry.path })
      .then(goToStudy)
      .catch((error: unknown) => showFailure('The workspace was not opened', error));
  };
  return (
    <li>
      <UnstyledButton className={classes.entry} onClick={act}>
        <Icon size={18} aria-hidden />
        <span className={classes.name}>{entry.name}</span>
        <Text span size="xs" c="var(--muted)">
          {entry.kind === 'workspace' ? 'workspace: open' : entry.kind === 'data' ? 'use' : ''}
        </Text>
      </UnstyledButton>
    </li>
  );
}
