/** The file of a model on its way to the server, and the name that it will have. In: a file. Out: a job that looks at it. */
import { Button, FileInput, Group, Progress, Stack, TagsInput, TextInput } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { MODEL_ENDINGS, MODEL_FILE_ROUTE } from '../../../../../src/protocol/index.js';
import { formatBytes } from '../../../../../src/words/index.js';
import { sendFile } from '../../../api.js';
import { useJobControl } from '../../../parts/jobs/job-control.js';
import { FailureAlert } from '../../../parts/page/failure-alert.js';
import { isNetwork, NetworkFields, type NetworkOptions, toMainFile } from './network-fields.js';

const ACCEPTED = MODEL_ENDINGS.map((ending) => `.${ending}`).join(',');

interface ModelOptions extends NetworkOptions {
  name: string;
  tags: string[];
}

export function BringModel() {
  const [files, setFiles] = useState<File[]>([]);
  const [name, setName] = useState('');
  const [tags, setTags] = useState<string[]>([]);
  const [network, setNetwork] = useState<NetworkOptions>({});
  const bringing = useBringing();
  const choose = (chosen: File[]) => {
    setFiles(chosen);
    if (chosen.length > 0) setName(toModelName(toMainFile(chosen).name));
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (files.length > 0)
          bringing.mutate({ files, name: name.trim(), tags, ...(isNetwork(files) ? network : {}) });
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        choose([...event.dataTransfer.files]);
      }}
    >
      <Stack gap="sm" maw={520}>
        <FileInput
          label="File"
          description="Choose it, or drop it here; a network whose weights lie beside it comes with them."
          placeholder="model.onnx, predictions.csv, …"
          leftSection={<IconUpload size={16} aria-hidden />}
          accept={ACCEPTED}
          multiple
          value={files}
          onChange={choose}
          clearable
        />
        <TextInput
          label="Name"
          description="Letters, digits, dots, hyphens and underscores."
          value={name}
          maxLength={100}
          onChange={(event) => setName(event.currentTarget.value)}
          required
        />
        <TagsInput
          label="Tags"
          description="Categories that models are compared by; may stay empty."
          value={tags}
          onChange={setTags}
        />
        {isNetwork(files) && <NetworkFields value={network} onChange={setNetwork} />}
        {bringing.error !== null && <FailureAlert error={bringing.error} title="The file did not arrive" />}
        {bringing.isPending && (
          <Progress value={100} animated striped aria-label={`Sending ${formatBytes(sumBytes(files))}`} />
        )}
        <Group justify="flex-end">
          <Button
            type="submit"
            loading={bringing.isPending}
            disabled={files.length === 0 || name.trim() === ''}
          >
            Look at it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Sends the files one after the other, and has the job look at them. */
function useBringing() {
  const { start } = useJobControl();
  return useMutation({
    mutationFn: async ({ files, ...options }: { files: readonly File[] } & ModelOptions) => {
      for (const [place, file] of files.entries()) {
        const query = new URLSearchParams({ name: file.name, fresh: place === 0 ? '1' : '0' });
        await sendFile(`${MODEL_FILE_ROUTE.slice(1)}?${query}`, file);
      }
      await start('check', { file: toMainFile(files).name, ...options });
    },
  });
}

/** `My model (2).onnx` → `My-model-2`. */
function toModelName(file: string): string {
  return file
    .replace(/\.\w+$/, '')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[^a-z0-9]+|-+$/gi, '');
}

function sumBytes(files: readonly File[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
