/** What narrows and orders the pairs table. In: the state of the address, counts. Out: changes of that state. */
import { ActionIcon, Chip, CloseButton, Group, Select, Text, TextInput, Tooltip } from '@mantine/core';
import {
  IconArrowsCross,
  IconArrowsSort,
  IconPhoto,
  IconScale,
  IconSearch,
  IconTemperature,
} from '@tabler/icons-react';
import { toFigureColour } from '../../../../../src/figures/index.js';
import { formatCount, VERDICT_TITLES } from '../../../../../src/words/index.js';
import { PAIR_FACETS, type PairFacet, type PairOrder, type PairsSearch } from './pairs-search.js';

const ORDER_TITLES: Record<PairOrder, string> = {
  index: 'Class index',
  name: 'Name',
  gap: 'Gap',
  'absolute-gap': 'Size of the gap',
  spurious: 'Spurious pairs',
  importance: 'Importance',
};

/** The marks of thumbnails, so that the chips are their key. */
const FACET_ICONS: Partial<Record<PairFacet, typeof IconScale>> = {
  disputed: IconScale,
  collision: IconArrowsCross,
};

const FACET_TITLES: Record<PairFacet, string> = {
  ...VERDICT_TITLES,
  unreviewed: 'Unreviewed',
  disputed: 'Disputed',
  collision: 'Collision',
};

interface PairsToolbarProps {
  search: PairsSearch;
  change: (change: Partial<PairsSearch>) => void;
  facetCounts: Record<PairFacet, number>;
  categories: readonly string[];
  hasPictures: boolean;
}

export function PairsToolbar({ search, change, facetCounts, categories, hasPictures }: PairsToolbarProps) {
  return (
    <Group gap="xs" mb="sm">
      <TextInput
        aria-label="Search classes by name or index"
        placeholder="Class name or index"
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          search.find ? (
            <CloseButton
              size="sm"
              aria-label="Clear the search"
              onClick={() => change({ find: undefined })}
            />
          ) : null
        }
        value={search.find ?? ''}
        onChange={(event) => change({ find: event.currentTarget.value || undefined })}
        data-page-search
        w={{ base: '100%', xs: 190 }}
      />
      {categories.length > 1 ? (
        <Select
          aria-label="Super-category"
          placeholder="All categories"
          data={[...categories]}
          value={search.category ?? null}
          onChange={(category) => change({ category: category ?? undefined })}
          clearable
          searchable
          w={180}
        />
      ) : null}
      <Chip.Group
        multiple
        value={search.show ?? []}
        onChange={(show) => change({ show: show.length > 0 ? (show as PairFacet[]) : undefined })}
      >
        <Group gap={6} role="group" aria-label="Only pairs that are">
          {PAIR_FACETS.map((facet) => (
            <FacetChip key={facet} facet={facet} count={facetCounts[facet]} />
          ))}
        </Group>
      </Chip.Group>
      <TableControls search={search} change={change} hasPictures={hasPictures} />
    </Group>
  );
}

/** In what order, which way round, and what thumbnails show. */
function TableControls({
  search,
  change,
  hasPictures,
}: Pick<PairsToolbarProps, 'search' | 'change' | 'hasPictures'>) {
  const showsImages = search.thumbnails === 'images';
  return (
    <Group gap={6} ml={{ xs: 'auto' }} wrap="nowrap" w={{ base: '100%', xs: 'auto' }}>
      <Select
        aria-label="Order"
        data={Object.entries(ORDER_TITLES).map(([value, label]) => ({ value, label }))}
        value={search.sort ?? 'index'}
        onChange={(sort) =>
          change({ sort: sort === 'index' ? undefined : (sort as PairsSearch['sort']), order: undefined })
        }
        allowDeselect={false}
        leftSection={<IconArrowsSort size={16} aria-hidden />}
        w={{ xs: 156 }}
        style={{ flex: 1 }}
      />
      <Tooltip label={search.order ? 'Reversed order' : 'Reverse the order'}>
        <ActionIcon
          variant={search.order ? 'light' : 'default'}
          size={36}
          aria-label="Reverse the order"
          aria-pressed={search.order !== undefined}
          onClick={() => change({ order: search.order ? undefined : 'reversed' })}
        >
          <IconArrowsSort size={16} aria-hidden style={{ transform: 'scaleX(-1)' }} />
        </ActionIcon>
      </Tooltip>
      {hasPictures ? (
        <Tooltip label={showsImages ? 'Show heatmaps' : 'Show images without heatmaps'}>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={showsImages ? 'Show heatmaps' : 'Show images without heatmaps'}
            onClick={() => change({ thumbnails: showsImages ? undefined : 'images' })}
          >
            {showsImages ? <IconTemperature size={16} aria-hidden /> : <IconPhoto size={16} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      ) : null}
    </Group>
  );
}

function FacetChip({ facet, count }: { facet: PairFacet; count: number }) {
  const Icon = FACET_ICONS[facet];
  return (
    <Chip value={facet} size="xs" variant="outline">
      {Icon ? (
        <Icon
          size={12}
          aria-hidden
          style={{ verticalAlign: '-2px', marginRight: 4, color: toFigureColour('caution') }}
        />
      ) : null}
      {FACET_TITLES[facet]}{' '}
      <Text component="span" inherit c="dimmed" className="numbers">
        {formatCount(count)}
      </Text>
    </Chip>
  );
}
