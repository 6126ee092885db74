/**
 * What the pair is related to: the other features of its class, and the other classes that use its feature.
 * In: the pair, all pairs (for their pictures). Out: two panels of links; collisions stand first and stand out.
 */
import { SimpleGrid, Stack, Text } from '@mantine/core';
import {
  type PairResponse,
  type PairStanding,
  type PairsResponse,
  PICTURES,
  type WorkspaceResponse,
} from '../../../../../src/protocol/index.js';
import { formatQuantity } from '../../../../../src/words/index.js';
import { useHeatmapStyle } from '../../../parts/images/heatmap-style.js';
import { Picture } from '../../../parts/images/picture.js';
import { PageLink } from '../../../parts/page/page-link.js';
import { Panel } from '../../../parts/page/panel.js';
import { useClasses } from '../../../parts/study/classes.js';
import { Explain } from '../../../parts/study/explain.js';
import { VerdictBadge } from '../../../parts/study/verdict-badge.js';
import { findPairRow } from './pair-neighbours.js';
import classes from './pair-relatives.module.css';

const COLUMNS = { base: 3, xs: 4, sm: 6, lg: 8, xl: 10 };

export function PairRelatives(props: {
  workspace: WorkspaceResponse;
  pair: PairResponse;
  pairs: PairsResponse | undefined;
}) {
  const { workspace, pair, pairs } = props;
  const { toLabel } = useClasses();
  const name = toLabel(pair.classIndex);
  const elsewhere = sortElsewhere(pair);
  const collisionCount = elsewhere.filter((other) => isAgainst(pair, other)).length;
  return (
    <Stack gap="md">
      <Panel title="This feature in other classes" description={<Collisions count={collisionCount} />}>
        {elsewhere.length === 0 ? (
          <Text size="sm" c="var(--muted)">
            Feature {pair.feature} is important for no other class.
          </Text>
        ) : (
          <SimpleGrid cols={COLUMNS} spacing="sm">
            {elsewhere.map((other) => (
              <RelativeCard
                key={other.classIndex}
                standing={other}
                title={toLabel(other.classIndex)}
                topImage={findPairRow(pairs, other.classIndex, other.feature)?.topImage ?? null}
                hasPictures={workspace.hasPictures}
                isAgainst={isAgainst(pair, other)}
              />
            ))}
          </SimpleGrid>
        )}
      </Panel>
      <Panel title={`Other features of ${name}`}>
        {pair.siblings.length === 0 ? (
          <Text size="sm" c="var(--muted)">
            No other important feature of {name} is known.
          </Text>
        ) : (
          <SimpleGrid cols={COLUMNS} spacing="sm">
            {pair.siblings.map((sibling) => (
              <RelativeCard
                key={sibling.feature}
                standing={sibling}
                title={`feature ${sibling.feature}`}
                topImage={sibling.topImage}
                hasPictures={workspace.hasPictures}
                isAgainst={false}
              />
            ))}
          </SimpleGrid>
        )}
      </Panel>
    </Stack>
  );
}

function Collisions({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <>
      <Explain term="collision">{formatQuantity(count, 'collision')}</Explain>: judged the other way round
      there.
    </>
  );
}

/** Spurious in one of the two classes and core in the other. */
function isAgainst(pair: PairStanding, other: PairStanding): boolean {
  return pair.verdict !== null && other.verdict !== null && pair.verdict !== other.verdict;
}

/** Collisions first, then what is judged, then by rank. */
function sortElsewhere(pair: PairResponse): PairStanding[] {
  const weigh = (other: PairStanding) => (isAgainst(pair, other) ? 0 : other.verdict !== null ? 1 : 2);
  return pair.elsewhere.toSorted(
    (a, b) => weigh(a) - weigh(b) || a.rank - b.rank || a.classIndex - b.classIndex,
  );
}

function RelativeCard(props: {
  standing: PairStanding;
  title: string;
  topImage: number | null;
  hasPictures: boolean;
  isAgainst: boolean;
}) {
  const { standing, title, topImage, hasPictures } = props;
  const { classIndex, feature } = standing;
  const [style] = useHeatmapStyle();
  return (
    <PageLink
      to="/pairs/$classIndex/$feature"
      params={{ classIndex: String(classIndex), feature: String(feature) }}
      c="inherit"
      underline="never"
      className={classes.card}
      data-against={props.isAgainst || undefined}
    >
      {hasPictures ? (
        <Picture src={topImage === null ? null : PICTURES.heatmap(topImage, feature, style)} alt="" />
      ) : null}
      <span className={classes.title}>{title}</span>
      <VerdictBadge standing={{ ...standing, isCollision: props.isAgainst }} size="sm" withMarks />
    </PageLink>
  );
}
