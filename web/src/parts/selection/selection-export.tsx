/**
 * Hands a selection on: as a file from the browser, or as a folder that the server writes into the workspace.
 * In: the picked images. Out: a download, or the folder's name and what could not be written. Changes no image.
 */
import { Alert, Button, Code, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { SelectionForm, SelectionResponse } from '../../../../src/protocol/index.js';
import { formatQuantity } from '../../../../src/words/index.js';
import { IS_STATIC, send } from '../../api.js';
import { saveTextFile } from '../figures/saved-file.js';
import { useMarks } from '../marks/use-marks.js';
import { FailureAlert } from '../page/failure-alert.js';
import { useClasses } from '../study/classes.js';
import type { SelectedImage } from './selection.js';
import { formatSelectionCsv, formatSelectionList, formatSelectionMetadata } from './selection-files.js';

const FORMS: Record<SelectionForm, { title: string; description: string }> = {
  copy: { title: 'Copies of the images', description: 'Keeps their folders; the data set is not touched.' },
  symlink: { title: 'Links to the images', description: 'As copies, without using the space.' },
  metadata: {
    title: 'metadata.jsonl',
    description:
      'What Hugging Face’s image folders read: a line per image with its label, split, spuriosity, columns, tags and what was decided.',
  },
  list: { title: 'A list', description: 'One path a line.' },
};

export function SelectionExport(props: {
  images: readonly SelectedImage[];
  isOpen: boolean;
  onClose: () => void;
}) {
  const { images, isOpen, onClose } = props;
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={`Export ${formatQuantity(images.length, 'image')}`}
      size="lg"
    >
      <Stack>
        <Downloads images={images} />
        {IS_STATIC ? null : <FolderForm images={images} />}
      </Stack>
    </Modal>
  );
}

function Downloads({ images }: { images: readonly SelectedImage[] }) {
  const marks = useMarks();
  const { toLabel } = useClasses();
  const files = [
    {
      name: 'selection.csv',
      toText: () => formatSelectionCsv(images, toLabel, marks),
      mediaType: 'text/csv',
    },
    { name: 'selection.txt', toText: () => formatSelectionList(images), mediaType: 'text/plain' },
    {
      name: 'metadata.jsonl',
      toText: () => formatSelectionMetadata(images, toLabel, marks),
      mediaType: 'application/jsonl',
    },
  ];
  return (
    <div>
      <Text size="sm" fw={600} mb={6}>
        Download a file
      </Text>
      <Group gap="xs">
        {files.map(({ name, toText, mediaType }) => (
          <Button
            key={name}
            variant="default"
            size="xs"
            leftSection={<IconDownload size={14} aria-hidden />}
            onClick={() => saveTextFile(name, toText(), mediaType)}
          >
            {name}
          </Button>
        ))}
      </Group>
    </div>
  );
}

type Outcome = { response: SelectionResponse } | { error: unknown };

function FolderForm({ images }: { images: readonly SelectedImage[] }) {
  const [name, setName] = useState('selection');
  const [form, setForm] = useState<SelectionForm>('copy');
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [isWriting, setWriting] = useState(false);
  const isNameGood = /^[\w.-]{1,80}$/.test(name.trim());
  const write = async () => {
    setWriting(true);
    try {
      const body = { name: name.trim(), form, images: images.map(({ image }) => image) };
      setOutcome({ response: await send('POST /api/selections', {}, body) });
    } catch (error) {
      setOutcome({ error });
    } finally {
      setWriting(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isNameGood) void write();
      }}
    >
      <Stack gap="sm">
        <Text size="sm" fw={600}>
          Or write a folder on the server’s side
        </Text>
        <TextInput
          label="Name"
          description="Of the folder, in the workspace’s selections/"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={isNameGood ? null : 'Letters, digits, dot, dash and underscore.'}
        />
        <Radio.Group label="What it holds" value={form} onChange={(value) => setForm(value as SelectionForm)}>
          <Stack gap={6} mt={4}>
            {Object.entries(FORMS).map(([value, { title, description }]) => (
              <Radio key={value} value={value} label={title} description={description} size="sm" />
            ))}
          </Stack>
        </Radio.Group>
        {outcome && <OutcomeNote outcome={outcome} />}
        <Group justify="flex-end">
          <Button type="submit" loading={isWriting} disabled={!isNameGood || images.length === 0}>
            Write the folder
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function OutcomeNote({ outcome }: { outcome: Outcome }) {
  if ('error' in outcome) return <FailureAlert error={outcome.error} title="The folder was not written" />;
  const { folder, written, failed } = outcome.response;
  return (
    <Alert
      role="status"
      color={failed.length === 0 ? 'teal' : 'yellow'}
      variant="light"
      icon={<IconCheck aria-hidden />}
      title={`${formatQuantity(written, 'image')} written`}
    >
      <Code style={{ overflowWrap: 'anywhere' }}>{folder}</Code>
      {failed.slice(0, 5).map(({ path, reason }) => (
        <Text size="sm" key={path}>
          {path}: {reason}
        </Text>
      ))}
      {failed.length > 5 ? <Text size="sm">… and {failed.length - 5} more.</Text> : null}
    </Alert>
  );
}
