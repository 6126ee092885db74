/** By what images lie close to each other. In: the address. Out: the address with another layout; views and areas are of one layout only. */
import { SegmentedControl } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';

const route = getRouteApi('/map');

export function LayoutChoice() {
  const { layout } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <SegmentedControl
      size="xs"
      aria-label="Layout of the map"
      data={[
        { value: 'pca', label: 'Principal components' },
        { value: 'umap', label: 'Neighbours (UMAP)' },
      ]}
      value={layout ?? 'pca'}
      onChange={(value) =>
        void navigate({
          search: (previous) => ({
            ...previous,
            layout: value === 'umap' ? 'umap' : undefined,
            view: undefined,
            area: undefined,
          }),
          replace: true,
        })
      }
    />
  );
}
