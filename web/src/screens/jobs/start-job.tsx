/** The form of a job that is about to be started. In: its kind. Out: options, of which empty ones are left out. */
import { Button, Group, Modal, NumberInput, Select, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { JOB_TITLES } from '../../../../src/protocol/index.js';
import { EncoderField, useEncoderName } from '../../parts/jobs/encoder-field.js';
import { useClasses } from '../../parts/study/classes.js';
import { useRead } from '../../queries.js';
import { JOB_OFFERS, type JobField, type StartableKind } from './job-offers.js';

type Options = Record<string, string | number | undefined>;

interface StartJobProps {
  kind: StartableKind;
  isSending: boolean;
  start: (options: Options) => void;
  close: () => void;
}

export function StartJob({ kind, isSending, start, close }: StartJobProps) {
  const { description, fields } = JOB_OFFERS[kind];
  const [chosen, setOptions] = useState<Options>({});
  const { data: workspace } = useRead('GET /api/workspace', {});
  const encoder = useEncoderName(
    chosen.encoder as string | undefined,
    workspace && (workspace.encoder?.name ?? null),
  );
  const takesEncoder = fields.some(({ type }) => type === 'encoder');
  const options = takesEncoder ? { ...chosen, encoder } : chosen;
  return (
    <Modal opened onClose={close} title={JOB_TITLES[kind]} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start(options);
        }}
      >
        <Stack gap="md">
          <Text size="sm">{description}</Text>
          {fields.map((field) => (
            <Field
              key={field.name}
              field={field}
              value={options[field.name]}
              onChange={(value) => setOptions((old) => ({ ...old, [field.name]: value }))}
            />
          ))}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Not now
            </Button>
            <Button
              type="submit"
              loading={isSending}
              disabled={takesEncoder && encoder === undefined}
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
            >
              Start
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface FieldProps {
  field: JobField;
  value: string | number | undefined;
  onChange: (value: string | number | undefined) => void;
}

function Field({ field, value, onChange }: FieldProps) {
  const { entries, toLabel } = useClasses();
  const words = { label: field.label, description: field.description };
  if (field.type === 'number') {
    return (
      <NumberInput
        {...words}
        placeholder={field.placeholder}
        min={field.min}
        allowDecimal={false}
        allowNegative={false}
        value={value ?? ''}
        onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
      />
    );
  }
  if (field.type === 'encoder') {
    return (
      <EncoderField description={field.description} value={value as string | undefined} onChange={onChange} />
    );
  }
  if (field.type === 'choice') {
    return (
      <Select
        {...words}
        data={[...field.choices]}
        value={String(value ?? '')}
        onChange={(next) => onChange(next || undefined)}
        allowDeselect={false}
      />
    );
  }
  return (
    <Select
      {...words}
      placeholder={field.placeholder}
      data={entries.map(({ index }) => ({ value: String(index), label: toLabel(index) }))}
      value={value === undefined ? null : String(value)}
      onChange={(next) => onChange(next === null ? undefined : Number(next))}
      searchable
      clearable
      limit={100}
    />
  );
}
