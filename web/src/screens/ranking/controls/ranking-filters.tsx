/** Which images of the ranking are shown. In: facets with their counts, the search. Out: changes of the address. */
import { Chip, ColorSwatch, Group, MultiSelect, SegmentedControl, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { toFigureColour } from '../../../../../src/figures/index.js';
import { formatCount } from '../../../../../src/words/index.js';
import type { countFacets } from '../images/ranked-images.js';
import type { RankingSearch } from '../ranking-search.js';
import type { ChangeSearch } from '../use-ranking-address.js';

/** More values of a group than these are chosen from a list. */
const MOST_CHIPS = 6;

export function RankingFilters(props: {
  search: RankingSearch;
  facets: ReturnType<typeof countFacets>;
  hasPredictions: boolean;
  change: ChangeSearch;
}) {
  const { search, facets, hasPredictions, change } = props;
  return (
    <>
      {hasPredictions ? (
        <SegmentedControl
          aria-label="By the model’s answer"
          size="xs"
          value={search.result ?? 'all'}
          onChange={(value) =>
            change({
              result: value === 'all' ? undefined : (value as RankingSearch['result']),
              at: undefined,
            })
          }
          data={[
            { value: 'all', label: `All ${formatCount(facets.all)}` },
            {
              value: 'right',
              label: <Marked colour={toFigureColour('core')}>Right {formatCount(facets.right)}</Marked>,
            },
            {
              value: 'wrong',
              label: <Marked colour={toFigureColour('wrong')}>Wrong {formatCount(facets.wrong)}</Marked>,
            },
          ]}
        />
      ) : null}
      {facets.groups.map(({ column, values }) => (
        <GroupFilter
          key={column}
          column={column}
          values={values}
          wanted={search.groups?.[column] ?? []}
          onChange={(wanted) => change({ groups: withColumn(search.groups, column, wanted), at: undefined })}
        />
      ))}
      {facets.tags.length > 0 || search.tags ? (
        <GroupFilter
          column="Tags"
          values={facets.tags}
          wanted={search.tags ?? []}
          onChange={(tags) => change({ tags: tags.length === 0 ? undefined : tags, at: undefined })}
        />
      ) : null}
      {facets.flagged > 0 || search.flagged ? (
        <Chip
          size="xs"
          checked={search.flagged ?? false}
          onChange={(isChecked) => change({ flagged: isChecked || undefined, at: undefined })}
        >
          Flagged {formatCount(facets.flagged)}
        </Chip>
      ) : null}
    </>
  );
}

/** Its colour in the figure of the scores, which needs no other legend. */
function Marked({ colour, children }: { colour: string; children: ReactNode }) {
  return (
    <Group gap={5} wrap="nowrap" component="span">
      <ColorSwatch color={colour} size={9} radius={2} withShadow={false} aria-hidden />
      <span className="numbers">{children}</span>
    </Group>
  );
}

function GroupFilter(props: {
  column: string;
  values: { value: string; count: number }[];
  wanted: string[];
  onChange: (wanted: string[]) => void;
}) {
  const { column, values, wanted, onChange } = props;
  if (values.length > MOST_CHIPS) {
    return (
      <MultiSelect
        aria-label={column}
        placeholder={wanted.length === 0 ? column : undefined}
        size="xs"
        w={220}
        searchable
        clearable
        value={wanted}
        onChange={onChange}
        data={values.map(({ value, count }) => ({
          value,
          label: `${value || '(none)'} ${formatCount(count)}`,
        }))}
      />
    );
  }
  return (
    <Group gap={6} wrap="nowrap" role="group" aria-label={column}>
      <Text size="xs" c="var(--muted)">
        {column}
      </Text>
      <Chip.Group multiple value={wanted} onChange={onChange}>
        {values.map(({ value, count }) => (
          <Chip key={value} value={value} size="xs">
            {value || '(none)'} {formatCount(count)}
          </Chip>
        ))}
      </Chip.Group>
    </Group>
  );
}

function withColumn(groups: RankingSearch['groups'], column: string, wanted: string[]) {
  const { [column]: _, ...others } = groups ?? {};
  const next = wanted.length === 0 ? others : { ...others, [column]: wanted };
  return Object.keys(next).length === 0 ? undefined : next;
}
