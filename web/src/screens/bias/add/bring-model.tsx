/** The file of a model on its way to the server, and the name that it will have. In: a file. Out: a job that looks at it. */
import { Button, FileInput, Group, Progress, Stack, TagsInput, TextInput } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { MODEL_FILE_ROUTE } from '../../../../../src/protocol/index.js';
import { formatBytes } from '../../../../../src/words/index.js';
import { sendFile } from '../../../api.js';
import { useJobControl } from '../../../parts/jobs/job-control.js';
import { FailureAlert } from '../../../parts/page/failure-alert.js';
import { isNetwork, NetworkFields, type NetworkOptions, toMainFile } from './network-fields.js';

const ACCEPTED =
  '.onnx,.data,.pt,.pth,.ckpt,.bin,.safetensors,.csv,.tsv,.txt,.json,.jsonl,.ndjson,.npy,.parquet';

export function BringModel() {
  const [files, setFiles] = useState<File[]>([]);
  const [name, setName] = useState('');
  const [tags, setTags] = useState<string[]>([]);
  const [network, setNetwork] = useState<NetworkOptions>({});
  const { error, isSending, bring } = useBringing();
  const choose = (chosen: File[]) => {
    setFiles(chosen);
    if (chosen.length > 0) setName(toModelName(toMainFile(chosen).name));
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (files.length > 0)
          void bring(files, { name: name.trim(), tags, ...(isNetwork(files) ? network : {}) });
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
        {error !== null && <FailureAlert error={error} title="The file did not arrive" />}
        {isSending && (
          <Progress value={100} animated striped aria-label={`Sending ${formatBytes(sumBytes(files))}`} />
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={isSending} disabled={files.length === 0 || name.trim() === ''}>
            Look at it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useBringing() {
  const [error, setError] = useState<unknown>(null);
  const [isSending, setSending] = useState(false);
  const { start } = useJobControl();
  const bring = async (
    files: readonly File[],
    options: { name: string; tags: string[] } & NetworkOptions,
  ) => {
    setSending(true);
    setError(null);
    try {
      for (const [place, file] of files.entries()) {
        const query = new URLSearchParams({ name: file.name, fresh: place === 0 ? '1' : '0' });
        await sendFile(`${MODEL_FILE_ROUTE.slice(1)}?${query}`, file, new AbortController().signal);
      }
      await start('check', { file: toMainFile(files).name, ...options });
    } catch (failure) {
      setError(failure);
    } finally {
      setSending(false);
    }
  };
  return { error, isSending, bring };
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
