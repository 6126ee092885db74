/** Which pairs are offered to a person: those of one class, skipped ones too. In: the address. Out: the address. */
import { ActionIcon, Group, Pill } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { ClassSelect } from '../../../parts/study/class-select.js';

const route = getRouteApi('/annotate');

export function ClassFilter() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...part, pair: undefined } });
  return (
    <Group gap="xs">
      {search.skipped ? (
        <Pill withRemoveButton size="md" onRemove={() => change({ skipped: undefined })}>
          skipped ones, too
        </Pill>
      ) : null}
      <ClassSelect
        label="Class"
        placeholder="All classes"
        isLabelHidden
        size="xs"
        width={190}
        value={search.class ?? null}
        onChange={(classIndex) => change({ class: classIndex })}
        isPageSearch
      />
      {search.class === undefined ? null : (
        <ActionIcon
          variant="default"
          size={30}
          aria-label="All classes"
          onClick={() => change({ class: undefined })}
        >
          <IconX size={16} aria-hidden />
        </ActionIcon>
      )}
    </Group>
  );
}
