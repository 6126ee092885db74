/** Which ranking: class, split, score, model. In: the place and the choices there are. Out: changes of the address. */
import { ActionIcon, Input, SegmentedControl, Select, Tooltip } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { PairRow, PairsResponse, WorkspaceResponse } from '../../../../../src/protocol/index.js';
import { formatBareGap, formatSplit } from '../../../../../src/words/index.js';
import { IS_STATIC } from '../../../api.js';
import { ClassSelect } from '../../../parts/study/class-select.js';
import type { RankingSearch } from '../ranking-search.js';
import { findClassPairs, listMarkedModels, prefetchRanking, type RankingPlace } from '../use-ranking.js';
import type { ChangeSearch } from '../use-ranking-address.js';
import classes from './ranking-toolbar.module.css';

/** What another class makes meaningless: what was chosen of the former one. */
const OF_THE_CLASS = { feature: undefined, cue: undefined, at: undefined, image: undefined } as const;
const OF_THE_ORDER = { at: undefined, image: undefined } as const;

export function toOtherClass(classIndex: number): Partial<RankingSearch> {
  return { ...OF_THE_CLASS, class: classIndex };
}

/** What of the ranking is shown. Long: one control after another, in the order in which they are seen. */
export function RankingToolbar(props: {
  workspace: WorkspaceResponse;
  pairs: PairsResponse;
  place: RankingPlace;
  feature: number | undefined;
  change: ChangeSearch;
}) {
  const { workspace, pairs, place, feature, change } = props;
  const { classIndex, split, model } = place;
  const own = findClassPairs(pairs, classIndex).pairs;
  const lastClass = workspace.classes.length - 1;
  return (
    <div className={classes.toolbar}>
      <div className={classes.class}>
        <StepButton
          title="Previous class ([)"
          isDisabled={classIndex <= 0}
          prepare={() => prefetchRanking(classIndex - 1, split, model)}
          press={() => change(toOtherClass(classIndex - 1))}
        >
          <IconChevronLeft size={18} aria-hidden />
        </StepButton>
        <ClassSelect
          label="Class"
          value={classIndex}
          width="100%"
          size="sm"
          isPageSearch
          onChange={(next) => change(toOtherClass(next))}
          renderAside={(index) => {
            const { gap } = findClassPairs(pairs, index);
            return gap ? formatBareGap(gap.gap, gap.interval) : null;
          }}
        />
        <StepButton
          title="Next class (])"
          isDisabled={classIndex >= lastClass}
          prepare={() => prefetchRanking(classIndex + 1, split, model)}
          press={() => change(toOtherClass(classIndex + 1))}
        >
          <IconChevronRight size={18} aria-hidden />
        </StepButton>
      </div>
      {workspace.splits.length > 1 ? (
        <Input.Wrapper label="Images" labelElement="div" className={classes.split}>
          <SegmentedControl
            aria-label="Images"
            fullWidth
            size="sm"
            value={split}
            onChange={(next) => change({ ...OF_THE_ORDER, split: next as RankingSearch['split'] })}
            data={workspace.splits.map((entry) => ({ value: entry.split, label: formatSplit(entry.split) }))}
          />
        </Input.Wrapper>
      ) : null}
      <Select
        label="Ranked by"
        size="sm"
        className={classes.choice}
        allowDeselect={false}
        value={feature === undefined ? 'spuriosity' : String(feature)}
        onChange={(value) =>
          change({ ...OF_THE_ORDER, feature: value === 'spuriosity' ? undefined : Number(value) })
        }
        data={toScoreChoices(own, feature)}
      />
      {workspace.models.length > 1 ? (
        <Select
          label="Mistakes of"
          size="sm"
          className={classes.choice}
          searchable
          allowDeselect={false}
          value={model}
          data={listMarkedModels(workspace)}
          onChange={(value) =>
            change({ model: value === workspace.models[0]?.model ? undefined : (value ?? undefined) })
          }
        />
      ) : null}
    </div>
  );
}

function toScoreChoices(own: readonly PairRow[], feature: number | undefined) {
  const toChoice = (pair: PairRow) => ({
    value: String(pair.feature),
    label: `Feature ${pair.feature} (no. ${pair.rank})`,
  });
  const isKnown = feature === undefined || own.some((pair) => pair.feature === feature);
  const groups = [
    { group: 'All cues together', items: [{ value: 'spuriosity', label: 'Spuriosity' }] },
    { group: 'One spurious cue', items: own.filter((pair) => pair.verdict === 'spurious').map(toChoice) },
    {
      group: 'One other feature',
      // A static copy holds no rankings by these.
      items: IS_STATIC ? [] : own.filter((pair) => pair.verdict !== 'spurious').map(toChoice),
    },
  ];
  if (!isKnown)
    groups.push({ group: 'Asked for', items: [{ value: String(feature), label: `Feature ${feature}` }] });
  return groups.filter(({ items }) => items.length > 0);
}

function StepButton(props: {
  title: string;
  isDisabled: boolean;
  prepare: () => void;
  press: () => void;
  children: React.ReactNode;
}) {
  return (
    <Tooltip label={props.title}>
      <ActionIcon
        variant="default"
        size={36}
        aria-label={props.title}
        disabled={props.isDisabled}
        onPointerEnter={props.isDisabled ? undefined : props.prepare}
        onClick={props.press}
      >
        {props.children}
      </ActionIcon>
    </Tooltip>
  );
}
