/** Saved views: the address of any page under a name, for everybody who uses the workspace. Save, open, rename, remove. */
import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconBookmark, IconPencil, IconTrash, IconX } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { LONGEST_VIEW_NAME, type SavedView } from '../../../src/protocol/index.js';
import { send } from '../api.js';
import { showFailure } from '../parts/page/failure-alert.js';
import { formatDateTime } from '../parts/study/date-time.js';
import { invalidate, useRead } from '../queries.js';

export function SavedViews() {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      width={320}
      position="bottom-end"
      withArrow
      shadow="md"
      trapFocus
    >
      <Popover.Target>
        <Tooltip label="Saved views" disabled={isOpen}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label="Saved views"
            onClick={() => setOpen(!isOpen)}
          >
            <IconBookmark size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label="Saved views">
        <Views close={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Views({ close }: { close: () => void }) {
  const { data } = useRead('GET /api/views', {});
  const views = data?.views ?? [];
  return (
    <Stack gap="sm">
      <SaveForm />
      {views.length === 0 ? (
        <Text size="sm" c="dimmed">
          None yet. A view keeps the page with its filters, order and selection.
        </Text>
      ) : (
        <Stack gap={2} component="ul" p={0} m={0} mah={320} style={{ overflowY: 'auto', listStyle: 'none' }}>
          {views.map((view) => (
            <ViewEntry key={view.id} view={view} close={close} />
          ))}
        </Stack>
      )}
    </Stack>
  );
}

function SaveForm() {
  const router = useRouter();
  const [name, setName] = useState('');
  const [isSaving, setSaving] = useState(false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    try {
      await send('POST /api/views', {}, { name: name.trim(), url: router.state.location.href });
      setName('');
      invalidate(['views']);
    } catch (error) {
      showFailure('The view was not saved', error);
    } finally {
      setSaving(false);
    }
  };
  return (
    <form onSubmit={save}>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          label="Save this view as"
          placeholder="Name"
          size="sm"
          maxLength={LONGEST_VIEW_NAME}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          style={{ flex: 1 }}
        />
        <Button type="submit" size="sm" disabled={name.trim() === ''} loading={isSaving}>
          Save
        </Button>
      </Group>
    </form>
  );
}

function ViewEntry(props: { view: SavedView; close: () => void }) {
  const [isNaming, setNaming] = useState(false);
  return isNaming ? (
    <RenameForm view={props.view} close={() => setNaming(false)} />
  ) : (
    <ViewLine {...props} rename={() => setNaming(true)} />
  );
}

function RenameForm({ view, close }: { view: SavedView; close: () => void }) {
  const [name, setName] = useState(view.name);
  const rename = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await send('POST /api/views/:id/rename', { id: view.id }, { name: name.trim() });
      invalidate(['views']);
      close();
    } catch (error) {
      showFailure('The view was not renamed', error);
    }
  };
  return (
    <Group component="li" gap={4} wrap="nowrap">
      <form onSubmit={rename} style={{ flex: 1 }}>
        <TextInput
          aria-label={`New name of the view ${view.name}`}
          size="xs"
          maxLength={LONGEST_VIEW_NAME}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            // The list stays open.
            event.stopPropagation();
            close();
          }}
          autoFocus
          required
        />
      </form>
      <ActionIcon variant="subtle" color="gray" aria-label="Keep the old name" onClick={close}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

function ViewLine({ view, close, rename }: { view: SavedView; close: () => void; rename: () => void }) {
  const router = useRouter();
  const remove = async () => {
    try {
      await send('POST /api/views/:id/remove', { id: view.id }, {});
      invalidate(['views']);
    } catch (error) {
      showFailure('The view was not removed', error);
    }
  };
  return (
    <Group component="li" gap={4} wrap="nowrap">
      <Button
        variant="subtle"
        justify="flex-start"
        size="compact-md"
        fw={500}
        style={{ flex: 1, minWidth: 0 }}
        title={`${view.url}\nsaved ${formatDateTime(view.createdAt)}`}
        onClick={() => {
          router.history.push(view.url);
          close();
        }}
      >
        {view.name}
      </Button>
      <ActionIcon variant="subtle" color="gray" aria-label={`Rename the view ${view.name}`} onClick={rename}>
        <IconPencil size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon variant="subtle" color="gray" aria-label={`Remove the view ${view.name}`} onClick={remove}>
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
