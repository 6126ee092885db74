/** The last step: encoder and settings, and the start. In: what was recognised. Out: a workspace in which every stage runs. */
import { Button, Checkbox, Collapse, Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Body, InspectionResponse } from '../../../../src/protocol/index.js';
import { formatCount } from '../../../../src/words/index.js';
import { send } from '../../api.js';
import { EncoderField, useEncoderName } from '../../parts/jobs/encoder-field.js';
import { FailureAlert } from '../../parts/page/failure-alert.js';
import { Panel } from '../../parts/page/panel.js';
import { goToStudy } from './go-to-study.js';

interface Settings {
  encoder?: string;
  topFeatures?: number;
  recipe?: string;
  /** Percent. */
  validation?: number;
  interventions: boolean;
}

export function StudyForm({ found }: { found: InspectionResponse }) {
  const [settings, setSettings] = useState<Settings>({ interventions: true });
  const [isOpen, setOpen] = useState(false);
  const encoder = useEncoderName(settings.encoder, found.encoder);
  const begin = useMutation({
    mutationFn: (encoder: string) => send('POST /api/start/studies', {}, toStudy(found, settings, encoder)),
    onSuccess: goToStudy,
  });
  const change = (part: Partial<Settings>) => setSettings((old) => ({ ...old, ...part }));
  const Chevron = isOpen ? IconChevronUp : IconChevronDown;
  return (
    <Panel
      title="Start"
      description="Features, important pairs with heatmaps, first guesses, rankings and gaps. You can watch and stop it; what is finished stays."
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (encoder !== undefined) begin.mutate(encoder);
        }}
      >
        <Stack gap="md">
          <EncoderField value={encoder} onChange={(name) => change({ encoder: name })} />
          <Group>
            <Button
              type="button"
              variant="subtle"
              size="compact-sm"
              px={0}
              aria-expanded={isOpen}
              rightSection={<Chevron size={14} aria-hidden />}
              onClick={() => setOpen(!isOpen)}
            >
              More settings
            </Button>
          </Group>
          <Collapse expanded={isOpen}>
            <MoreSettings found={found} settings={settings} change={change} />
          </Collapse>
          {begin.error !== null && <FailureAlert error={begin.error} title="Nothing was started" />}
          <Group justify="space-between">
            <Text size="xs" c="var(--muted)" style={{ overflowWrap: 'anywhere' }}>
              The workspace will lie in {found.workspace}
            </Text>
            <Button
              type="submit"
              // The page that follows is on its way.
              loading={begin.isPending || begin.isSuccess}
              disabled={encoder === undefined}
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
            >
              Start
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

function toStudy(
  found: InspectionResponse,
  { validation, topFeatures, recipe, interventions }: Settings,
  encoder: string,
): Body<'POST /api/start/studies'> {
  return {
    path: found.path,
    dataset: validation === undefined ? {} : { valFraction: validation / 100 },
    run: {
      ...{ encoder, interventions },
      ...(topFeatures === undefined ? {} : { topFeatures }),
      ...(recipe === undefined ? {} : { recipe }),
    },
  };
}

function MoreSettings(props: {
  found: InspectionResponse;
  settings: Settings;
  change: (part: Partial<Settings>) => void;
}) {
  const { found, settings, change } = props;
  return (
    <Stack gap="md" maw={480}>
      <NumberInput
        label="Features of each class"
        description="Every one of them is a pair to judge."
        placeholder={formatCount(found.topFeatures)}
        min={1}
        max={100}
        allowDecimal={false}
        value={settings.topFeatures ?? ''}
        onChange={(value) => change({ topFeatures: typeof value === 'number' ? value : undefined })}
      />
      {found.hasHeldOut && (
        <NumberInput
          label="Held out for measuring"
          description="Gaps are measured on images that the head was not fitted on."
          suffix="%"
          placeholder="20%"
          min={1}
          max={90}
          value={settings.validation ?? ''}
          onChange={(value) => change({ validation: typeof value === 'number' ? value : undefined })}
        />
      )}
      <Select
        label="How the head is fitted"
        data={[
          { value: '', label: 'As in the authors’ code: SGD at 0.01' },
          { value: 'paper', label: 'As in the paper: Adam at 0.1' },
        ]}
        value={settings.recipe ?? ''}
        onChange={(recipe) => change({ recipe: recipe || undefined })}
        allowDeselect={false}
      />
      <Checkbox
        label="Weaken the cues in pictures"
        description="The third witness of a gap: what happens to the answers when the cue is blurred or put in elsewhere. Runs the network on many pictures."
        checked={settings.interventions}
        onChange={(event) => change({ interventions: event.currentTarget.checked })}
      />
    </Stack>
  );
}
