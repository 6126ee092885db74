/** One class of the data set, found by name or index. In: the class chosen. Out: the next choice. Thousands of classes stay fluid: only matches are listed. */
import { type ComboboxParsedItem, Group, Select, Text } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import { useClasses } from './classes.js';

const MOST_LISTED = 100;
const LIST_WIDTH = 280;

export function ClassSelect(props: {
  label: string;
  value: number | null;
  onChange: (classIndex: number) => void;
  /** Beside a class in the list: its gap, a count. */
  renderAside?: (classIndex: number) => ReactNode;
  width?: number | string;
  size?: 'xs' | 'sm';
  /** Shown while no class is chosen. */
  placeholder?: string;
  /** Leaves the label to screen readers. */
  isLabelHidden?: boolean;
  /** The field that `/` leads to. */
  isPageSearch?: boolean;
}) {
  const { entries, toLabel } = useClasses();
  const data = useMemo(
    () => entries.map(({ index }) => ({ value: String(index), label: toLabel(index) })),
    [entries, toLabel],
  );
  const fullNames = useMemo(
    () => new Map(entries.map(({ index, displayName }) => [String(index), displayName.toLowerCase()])),
    [entries],
  );
  return (
    <Select
      data-page-search={props.isPageSearch || undefined}
      label={props.isLabelHidden ? undefined : props.label}
      aria-label={props.label}
      placeholder={props.placeholder}
      size={props.size}
      w={props.width}
      data={data}
      value={props.value === null ? null : String(props.value)}
      onChange={(value) => value !== null && props.onChange(Number(value))}
      searchable
      selectFirstOptionOnChange
      allowDeselect={false}
      limit={MOST_LISTED}
      nothingFoundMessage="No class of this name or index"
      filter={({ options, search }) => {
        const wanted = search.trim().toLowerCase();
        const found = options.filter(
          (option) =>
            'value' in option &&
            (option.label.toLowerCase().includes(wanted) ||
              fullNames.get(option.value)?.includes(wanted) ||
              option.value === wanted),
        );
        // A number is most likely an index.
        return found.toSorted((a, b) => Number(isIndex(b, wanted)) - Number(isIndex(a, wanted)));
      }}
      // Long names have more room in the list than in the field.
      comboboxProps={{
        width: 'target',
        position: 'bottom-start',
        styles: { dropdown: { minWidth: LIST_WIDTH } },
      }}
      renderOption={({ option }) => (
        <Group justify="space-between" wrap="nowrap" w="100%" gap="sm">
          <Text size="sm" style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
            {option.label}
          </Text>
          <Text size="xs" className="numbers" style={{ whiteSpace: 'nowrap' }}>
            {props.renderAside?.(Number(option.value)) ?? option.value}
          </Text>
        </Group>
      )}
    />
  );
}

const isIndex = (option: ComboboxParsedItem<string>, wanted: string) =>
  'value' in option && option.value === wanted;
