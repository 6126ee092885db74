/** What the feature looks like in the class: the evidence that annotators see, with its activations. In: the pair. Out: a panel. */
import { IconPhotoOff } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { ExampleImage, PairResponse, WorkspaceResponse } from '../../../../../src/protocol/index.js';
import { formatDecimal } from '../../../../../src/words/index.js';
import { Evidence } from '../../../parts/images/evidence.js';
import { EmptyState } from '../../../parts/page/empty-state.js';
import { Panel } from '../../../parts/page/panel.js';
import { Explain } from '../../../parts/study/explain.js';

const route = getRouteApi('/pairs/$classIndex/$feature');

export function PairEvidence({ workspace, pair }: { workspace: WorkspaceResponse; pair: PairResponse }) {
  const { top, bottom } = pair;
  const { image } = route.useSearch();
  const navigate = route.useNavigate();
  if (!workspace.hasPictures || top.length === 0) {
    return (
      <Panel title="Evidence" fills>
        <EmptyState title="No pictures" icon={<IconPhotoOff aria-hidden />}>
          {workspace.hasPictures
            ? 'No exemplars of this pair are known: it is not among the important features of its class.'
            : 'This workspace holds no images. Answers, rankings and gaps work all the same.'}
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel
      title="Evidence"
      fills
      description={
        <>
          <Explain term="activation" facts={{ Split: 'training', Images: 'of this class' }}>
            Activation
          </Explain>
          {` ${formatRange(top)} on the strongest images`}
          {bottom.length > 0 ? `, ${formatRange(bottom)} on the weakest.` : '.'}
        </>
      }
    >
      <Evidence
        source={pair}
        hasEncoder={workspace.hasEncoder}
        open={image ?? null}
        onOpen={(next) =>
          void navigate({
            search: (now) => ({ ...now, image: next ?? undefined }),
            // Stepping from image to image is no step for the back button.
            replace: image !== undefined,
            resetScroll: false,
          })
        }
      />
    </Panel>
  );
}

/** "3.21 to 2.87", as the images stand. */
function formatRange(images: readonly ExampleImage[]): string {
  return `${formatDecimal(images[0]?.activation, 2)} to ${formatDecimal(images.at(-1)?.activation, 2)}`;
}
