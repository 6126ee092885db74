/**
 * The map: every image a point, images of similar features side by side, coloured by what one wants to know.
 * In: the map route. Out: the page; layout, colours, view and the circled area live in its address, so that they can be saved and sent.
 */
import { Skeleton } from '@mantine/core';
import { IconChartDots3 } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { MapResponse } from '../../../../src/protocol/index.js';
import { formatQuantity } from '../../../../src/words/index.js';
import { EmptyState } from '../../parts/page/empty-state.js';
import { FailureAlert } from '../../parts/page/failure-alert.js';
import { Loaded } from '../../parts/page/loaded.js';
import { PageTitle } from '../../parts/page/page-title.js';
import { SelectionBar } from '../../parts/selection/selection-bar.js';
import { useRead } from '../../queries.js';
import { LayoutChoice } from './layout-choice.js';
import { MapBrowser } from './map-browser.js';
import { MapWaiting } from './map-waiting.js';

const route = getRouteApi('/map');

export default function MapScreen() {
  const layout = route.useSearch().layout ?? 'pca';
  const reply = useRead('GET /api/map/:layout', { layout }, { until: ({ map }) => map !== null });
  const map = reply.data?.map;
  return (
    <>
      <PageTitle
        title="Map"
        description={map ? describeMap(map) : 'Images by their features.'}
        actions={<LayoutChoice />}
      />
      <Loaded query={reply} skeleton={<Skeleton height="68vh" />}>
        {({ map, progress }) => {
          if (map === null && reply.error !== null)
            return <FailureAlert error={reply.error} retry={reply.refetch} />;
          if (map === null) return <MapWaiting progress={progress} />;
          return map.images.length === 0 ? (
            <EmptyState title="There are no images to draw" icon={<IconChartDots3 aria-hidden />} />
          ) : (
            <MapBrowser key={layout} map={map} />
          );
        }}
      </Loaded>
      <SelectionBar shownCount={null} />
    </>
  );
}

function describeMap({ images, isSample, method }: MapResponse): string {
  const count = formatQuantity(images.length, 'image');
  return `${count}${isSample ? ', an even sample' : ''}. Close together: similar features. ${method}`;
}
