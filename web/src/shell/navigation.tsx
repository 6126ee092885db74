/** The side navigation: the pages with what waits on them; below, colours, keys and version. */
import { ActionIcon, AppShell, Badge, Group, NavLink, ScrollArea, Text, Tooltip } from '@mantine/core';
import { IconKeyboard, IconRoute } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import type { WorkspaceResponse } from '../../../src/protocol/index.js';
import { formatCount } from '../../../src/words/index.js';
import { IS_STATIC } from '../api.js';
import { useTour } from '../parts/tour/use-tour.js';
import { useRead } from '../queries.js';
import { ColourSchemeSwitch } from './colour-scheme-switch.js';
import { PAGES, type Page } from './pages.js';

export function Navigation(props: { close: () => void; openKeys: () => void }) {
  const { pathname } = useLocation();
  const { data } = useRead('GET /api/workspace', {});
  return (
    <>
      <AppShell.Section grow component={ScrollArea} type="auto">
        {PAGES.map((page) => {
          const isCurrent = page.to === '/' ? pathname === '/' : pathname.startsWith(page.to);
          return (
            <NavLink
              key={page.to}
              component={Link}
              to={page.to}
              label={page.title}
              active={isCurrent}
              aria-current={isCurrent ? 'page' : undefined}
              leftSection={<page.icon size={18} stroke={1.6} aria-hidden />}
              rightSection={data ? <Waiting count={countWaiting(page, data)} /> : null}
              onClick={props.close}
              py={7}
              style={{ borderRadius: 'var(--mantine-radius-md)' }}
            />
          );
        })}
      </AppShell.Section>
      <AppShell.Section>
        <Group justify="space-between" pt="xs">
          <Text size="xs" c="dimmed" className="numbers">
            {data ? `spuriosity ${data.version}` : 'spuriosity'}
            {IS_STATIC ? ' · static copy' : ''}
          </Text>
          <Group gap={4}>
            {IS_STATIC ? null : <TourButton close={props.close} />}
            <ColourSchemeSwitch />
            <Tooltip label="Keyboard shortcuts (?)">
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label="Keyboard shortcuts"
                onClick={props.openKeys}
              >
                <IconKeyboard size={18} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </Group>
        </Group>
      </AppShell.Section>
    </>
  );
}

/** The way back to the tour, whatever became of it before. */
function TourButton({ close }: { close: () => void }) {
  const tour = useTour();
  return (
    <Tooltip label="A tour of five stops">
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label="Take the tour"
        onClick={() => {
          close();
          tour.goTo(0);
        }}
      >
        <IconRoute size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

function Waiting({ count }: { count: { value: number; what: string } | null }) {
  if (count === null || count.value === 0) return null;
  return (
    <Badge
      size="sm"
      variant="light"
      color="gray"
      className="numbers"
      c="var(--muted)"
      aria-label={`${count.value} ${count.what}`}
      title={`${formatCount(count.value)} ${count.what}`}
    >
      {formatCount(count.value)}
    </Badge>
  );
}

/** The number that helps to choose a page: what is open there. */
function countWaiting({ to }: Page, { annotation, models }: WorkspaceResponse) {
  if (to === '/pairs') return { value: annotation.spuriousPairs, what: 'spurious pairs' };
  if (to === '/annotate')
    return { value: annotation.pairs - annotation.completePairs, what: 'pairs left to judge' };
  if (to === '/models') return { value: models.length, what: 'models' };
  return null;
}
