/** A place for a folder or an archive to be dropped, and two buttons for those who do not drag. In: what the server takes. Out: where it lies then. */
import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconFileZip, IconFolderUp, IconUpload, IconX } from '@tabler/icons-react';
import { type ChangeEvent, type DragEvent, useRef, useState } from 'react';
import { DATA_ENDINGS, isTakenFile, type StartResponse } from '../../../../src/protocol/index.js';
import { formatBytes, formatCount, formatDuration, formatQuantity } from '../../../../src/words/index.js';
import { CautionAlert } from '../../parts/page/caution-alert.js';
import { FailureAlert } from '../../parts/page/failure-alert.js';
import classes from './start.module.css';
import { type Chosen, readChosen, readDropped, type UploadProgress, upload } from './upload.js';

/** Dialogues know the last step of an ending only. */
const ACCEPTED = DATA_ENDINGS.map((ending) => `.${ending.split('.').at(-1)}`).join(',');

export function DropFiles({ start, choose }: { start: StartResponse; choose: (path: string) => void }) {
  const { error, leftOut, progress, cancel, take } = useUpload(choose);
  const [isOver, setOver] = useState(false);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    // The list is empty once this handler has returned: it is read before anything is waited for.
    take(readDropped(event.dataTransfer.items));
  };
  if (progress !== null) return <Sending progress={progress} cancel={cancel} />;
  return (
    <Stack gap="sm">
      <fieldset
        aria-label="Drop a folder or an archive here"
        className={classes.drop}
        data-over={isOver}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <IconUpload size={28} aria-hidden />
        <Text size="sm">A folder, a tar or a zip archive</Text>
        <Group gap="xs" justify="center">
          <FileButton label="Choose a folder …" icon={IconFolderUp} isFolder take={take} />
          <FileButton label="Choose an archive …" icon={IconFileZip} take={take} />
        </Group>
      </fieldset>
      <Text size="xs" c="var(--muted)">
        Goes to {start.uploadFolder}; at most {formatCount(start.limits.files)} files and{' '}
        {formatBytes(start.limits.totalBytes)}.
      </Text>
      {leftOut > 0 && (
        <CautionAlert>
          Left out: {formatQuantity(leftOut, 'file')}; only images, tables and archives that are not hidden
          are taken.
        </CautionAlert>
      )}
      {error !== null && <FailureAlert error={error} title="The files did not arrive" />}
    </Stack>
  );
}

function FileButton(props: {
  label: string;
  icon: typeof IconUpload;
  isFolder?: boolean;
  take: (chosen: Chosen) => void;
}) {
  const { label, icon: Icon, isFolder = false, take } = props;
  const input = useRef<HTMLInputElement>(null);
  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    take(readChosen([...(event.currentTarget.files ?? [])]));
    event.currentTarget.value = '';
  };
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<Icon size={14} aria-hidden />}
        onClick={() => input.current?.click()}
      >
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        {...(isFolder ? { webkitdirectory: '' } : { accept: ACCEPTED })}
        onChange={onChange}
      />
    </>
  );
}

function Sending({ progress, cancel }: { progress: UploadProgress; cancel: () => void }) {
  const { doneFiles, files, doneBytes, totalBytes, rate } = progress;
  const pace =
    rate === null || rate === 0
      ? ''
      : `${formatBytes(rate)}/s, ${formatDuration((totalBytes - doneBytes) / rate)} left`;
  return (
    <Stack gap="xs">
      <Progress
        value={totalBytes === 0 ? 100 : (100 * doneBytes) / totalBytes}
        aria-label="Files that have arrived"
      />
      <Group justify="space-between">
        <Text size="xs">
          {formatCount(doneFiles)} of {formatQuantity(files, 'file')}
        </Text>
        <Text size="xs" c="var(--muted)" className="numbers">
          {pace}
        </Text>
      </Group>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconX size={14} aria-hidden />}
        onClick={cancel}
      >
        Cancel
      </Button>
    </Stack>
  );
}

function useUpload(choose: (path: string) => void) {
  const [progress, setProgress] = useState<UploadProgress | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [leftOut, setLeftOut] = useState(0);
  const abort = useRef<AbortController | null>(null);
  const take = async (chosen: Chosen | Promise<Chosen>) => {
    const controller = new AbortController();
    abort.current = controller;
    setError(null);
    try {
      const { name, sent } = await chosen;
      const taken = sent.filter(({ path }) => isTakenFile(path));
      setLeftOut(sent.length - taken.length);
      if (taken.length > 0) choose(await upload(name, taken, setProgress, controller.signal));
    } catch (failure) {
      if (!controller.signal.aborted) setError(failure);
      // Other files are still on their way.
      controller.abort();
    } finally {
      setProgress(null);
    }
  };
  return {
    progress,
    error,
    leftOut,
    cancel: () => abort.current?.abort(),
    take: (chosen: Chosen | Promise<Chosen>) => void take(chosen),
  };
}
