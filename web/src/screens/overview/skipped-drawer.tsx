/** The images that could not be used, with the reason of each. In: whether it is open. Out: a drawer; its list is read when opened. */
import { Badge, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { SkippedImagesResponse } from '../../../../src/protocol/index.js';
import { formatCount } from '../../../../src/words/index.js';
import { createColumns, DataTable, type SortingState } from '../../parts/page/data-table.js';
import { Loaded } from '../../parts/page/loaded.js';
import { useRead } from '../../queries.js';

type SkippedImage = SkippedImagesResponse['images'][number];

const column = createColumns<SkippedImage>();
const COLUMNS = [
  column.accessor('path', {
    header: 'Image',
    cell: (cell) => (
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {cell.getValue()}
      </Text>
    ),
  }),
  column.accessor('reason', { header: 'Why' }),
];

export function SkippedDrawer({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  return (
    <Drawer opened={isOpen} onClose={close} position="right" size="xl" title="Skipped images">
      {isOpen ? <SkippedImages /> : null}
    </Drawer>
  );
}

function SkippedImages() {
  const answer = useRead('GET /api/skipped-images', {});
  const [sorting, setSorting] = useState<SortingState>([{ id: 'path', desc: false }]);
  const images = answer.data?.images;
  const counts = useMemo(() => countCodes(images ?? []), [images]);
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        These files are in the data set and were left out. Everything else went on without them.
      </Text>
      <Loaded query={answer} skeleton={<Skeleton height={240} />}>
        {(data) => (
          <>
            <Group gap={6}>
              {counts.map(([code, count]) => (
                <Badge key={code} variant="default" tt="none" fw={500} className="numbers">
                  {code.replaceAll('-', ' ')}: {formatCount(count)}
                </Badge>
              ))}
            </Group>
            <DataTable
              label="Skipped images"
              rows={data.images}
              columns={COLUMNS}
              sorting={sorting}
              onSort={setSorting}
              toRowId={({ path }) => path}
              maxHeight="70vh"
              empty="Every image of the data set could be used."
            />
          </>
        )}
      </Loaded>
    </Stack>
  );
}

function countCodes(images: readonly SkippedImage[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { code } of images) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
