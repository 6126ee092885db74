/**
 * The settings of the next run, each with what it does. In: what can be tuned, the settings in the address.
 * Out: a form that starts a job. Fields left empty are left to the recipe.
 */
import { Button, Checkbox, Collapse, NumberInput, Radio, Select, Stack, Switch, Text } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconPlayerPlay } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import {
  DEFAULT_TRIALS,
  MITIGATION_RECIPE_NAMES,
  type MitigationResponse,
} from '../../../../src/protocol/index.js';
import { METHOD_TITLES } from '../../../../src/words/index.js';
import { BASELINES, type MitigationSearch, parseRecipe } from './mitigation-search.js';

interface RunFormProps {
  response: MitigationResponse;
  search: MitigationSearch;
  change: (part: Partial<MitigationSearch>) => void;
  isSending: boolean;
  /** The run that goes on, in place of the button. */
  status: ReactNode;
  start: () => void;
}

export function RunForm({ response, search, change, isSending, status, start }: RunFormProps) {
  const isTouched = [search.images, search.steps, search.anchors, search.seed].some(
    (value) => value !== undefined,
  );
  const [isOpen, setOpen] = useState(isTouched);
  const Chevron = isOpen ? IconChevronUp : IconChevronDown;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <Stack gap="md">
        {response.models.length > 1 && (
          <Select
            label="Model to tune"
            description="Its last layer only. A head over the workspace’s features, or an added network, which is run on the images first."
            data={response.models}
            value={search.model ?? response.models[0]}
            onChange={(model) =>
              change({ model: model === response.models[0] ? undefined : (model ?? undefined) })
            }
            allowDeselect={false}
          />
        )}
        <RecipeField response={response} search={search} change={change} />
        <NumberField
          label="Stop when the gap is below"
          description="Measured on the validation images after every epoch."
          suffix=" points"
          placeholder="by the recipe"
          value={search.target}
          min={0}
          max={100}
          onChange={(target) => change({ target })}
        />
        <BaselineField search={search} change={change} />
        <Button
          type="button"
          variant="subtle"
          size="compact-sm"
          justify="flex-start"
          px={0}
          aria-expanded={isOpen}
          rightSection={<Chevron size={14} aria-hidden />}
          onClick={() => setOpen(!isOpen)}
        >
          More settings
        </Button>
        <Collapse expanded={isOpen}>
          <MoreFields search={search} change={change} />
        </Collapse>
        {status ?? (
          <Button type="submit" loading={isSending} leftSection={<IconPlayerPlay size={16} aria-hidden />}>
            Tune the head
          </Button>
        )}
      </Stack>
    </form>
  );
}

type FieldProps = Pick<RunFormProps, 'search' | 'change'>;

function RecipeField({ response, search, change }: FieldProps & { response: MitigationResponse }) {
  return (
    <Radio.Group
      label="Recipe"
      value={search.recipe ?? MITIGATION_RECIPE_NAMES[0]}
      onChange={(name) => change({ recipe: parseRecipe(name) })}
    >
      <Stack gap="xs" mt={6}>
        {response.recipes.map(({ name, description }) => (
          <Radio key={name} value={name} label={name} description={description} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function BaselineField({ search, change }: FieldProps) {
  const chosen = search.baselines?.filter((name) => name !== 'none') ?? BASELINES;
  return (
    <>
      <Checkbox.Group
        label="Compare with"
        description="Those that cannot be used on this data set are left out, and say why."
        value={[...chosen]}
        onChange={(names) => change({ baselines: toBaselines(names) })}
      >
        <Stack gap={6} mt={6}>
          {BASELINES.map((name) => (
            <Checkbox key={name} value={name} label={METHOD_TITLES[name]} />
          ))}
        </Stack>
      </Checkbox.Group>
      {chosen.length > 0 && (
        <NumberField
          label="Trials of each method"
          description="They draw at random; more trials show the spread."
          value={search.trials ?? DEFAULT_TRIALS}
          min={1}
          max={100}
          onChange={(trials) => change({ trials: trials === DEFAULT_TRIALS ? undefined : trials })}
        />
      )}
    </>
  );
}

/** As the address keeps it: the default ones are absent, and none has a name. */
function toBaselines(names: readonly string[]): MitigationSearch['baselines'] {
  const chosen = BASELINES.filter((name) => names.includes(name));
  if (chosen.length === BASELINES.length) return undefined;
  return chosen.length === 0 ? ['none'] : chosen;
}

function MoreFields({ search, change }: FieldProps) {
  const isPaper = search.recipe === 'paper';
  return (
    <Stack gap="md">
      <NumberField
        label="Images per class"
        description="The least spurious ones. Too many, and ordinary images are among them."
        placeholder={isPaper ? 'by the recipe: 100' : 'by the recipe'}
        value={search.images}
        min={1}
        onChange={(images) => change({ images })}
      />
      <NumberField
        label="Steps at most"
        description="A step is one batch of 128 images. Tuning mostly stops long before."
        placeholder={isPaper ? 'by the recipe: 20 epochs' : 'by the recipe'}
        value={search.steps}
        min={1}
        step={500}
        onChange={(steps) => change({ steps })}
      />
      {!isPaper && (
        <Switch
          label="Anchors"
          description="Adds as many random images of every other class, so that the head does not forget them."
          checked={search.anchors !== 'no'}
          onChange={(event) => change({ anchors: event.currentTarget.checked ? undefined : 'no' })}
        />
      )}
      <NumberField
        label="Seed"
        description="The same seed gives the same result."
        value={search.seed ?? 0}
        min={0}
        onChange={(seed) => change({ seed: seed || undefined })}
      />
      {isPaper && (
        <Text size="xs" c="var(--muted)">
          The recipe tunes without anchors, as the authors did on 1000 classes.
        </Text>
      )}
    </Stack>
  );
}

interface NumberFieldProps {
  label: string;
  description: string;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  placeholder?: string;
  suffix?: string;
  min: number;
  max?: number;
  step?: number;
}

/** Empty is undefined; half-typed text is left alone. */
function NumberField({ value, onChange, ...rest }: NumberFieldProps) {
  return (
    <NumberInput
      {...rest}
      value={value ?? ''}
      onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
      allowDecimal={false}
      allowNegative={false}
    />
  );
}
