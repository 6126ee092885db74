/** What only the person knows of a network: what it sees, which pixels it expects, what its scores are of. In: options. Out: the next ones. */
import { Checkbox, NumberInput, Stack, Textarea } from '@mantine/core';
import { isNetworkFile } from '../../../../../src/protocol/index.js';

/** As the job takes them. */
export interface NetworkOptions {
  side?: number;
  normalize?: 'imagenet';
  classes?: string[];
}

/** Not the weights beside a network. */
export function toMainFile(files: readonly File[]): File {
  return files.find(({ name }) => !/\.data$/i.test(name)) ?? files[0]!;
}

export function isNetwork(files: readonly File[]): boolean {
  return files.length > 0 && isNetworkFile(toMainFile(files).name);
}

export function NetworkFields(props: {
  value: NetworkOptions;
  onChange: (change: (old: NetworkOptions) => NetworkOptions) => void;
}) {
  const { value } = props;
  const change = (part: NetworkOptions) => props.onChange((old) => ({ ...old, ...part }));
  return (
    <Stack gap="sm">
      <NumberInput
        label="Side of the images that it sees"
        placeholder="the file’s, else 224"
        suffix=" pixels"
        min={1}
        max={4096}
        allowDecimal={false}
        value={value.side ?? ''}
        onChange={(side) => change({ side: typeof side === 'number' ? side : undefined })}
      />
      <Checkbox
        label="It expects pixels normalised as for ImageNet"
        description="Unticked: it takes pixels from 0 to 1, or normalises them itself."
        checked={value.normalize === 'imagenet'}
        onChange={(event) => change({ normalize: event.currentTarget.checked ? 'imagenet' : undefined })}
      />
      <Textarea
        label="Its classes"
        description="One a line, in the order of its scores. Empty: those of the data set, in their order."
        autosize
        minRows={2}
        maxRows={8}
        defaultValue={value.classes?.join('\n')}
        onChange={(event) => change({ classes: toLines(event.currentTarget.value) })}
      />
    </Stack>
  );
}

function toLines(text: string): string[] | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const named = lines.filter((line) => line !== '');
  return named.length === 0 ? undefined : named;
}
